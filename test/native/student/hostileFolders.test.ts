import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { predictFile } from '../../../electron/engine/export/predictFile.ts';
import { saveTinyStudent } from '../../fixtures/savedStudent.ts';

let home: string;
let whole: string;
let texts: string;
beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'stillroom-hostile-'));
  whole = path.join(home, 'student');
  await saveTinyStudent(whole, ['positive', 'negative']);
  texts = path.join(home, 'texts.jsonl');
  writeFileSync(texts, JSON.stringify({ text: 'a warm film' }));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const predict = (folder: string) => predictFile(folder, texts, { text: 'text' });

it('a whole student labels the file', async () => {
  await expect(predict(whole)).resolves.toHaveLength(1);
});

describe.skipIf(process.platform === 'win32')('instead of a file', () => {
  it.each(
    ['config.json', 'tokenizer.json', 'model.safetensors'].flatMap((file) => [
      { file, what: 'a pipe', put: (to: string) => execFileSync('mkfifo', [to]) },
      { file, what: 'a link to a device', put: (to: string) => symlinkSync('/dev/zero', to) },
      { file, what: 'a folder', put: (to: string) => mkdirSync(to) },
      {
        file,
        what: 'three gigabytes',
        put(to: string) {
          cpSync(path.join(whole, file), to);
          truncateSync(to, 3 * 2 ** 30);
        },
      },
    ]),
  )('$what as $file is refused in a sentence', async ({ file, what, put }) => {
    const folder = path.join(home, `${what} as ${file}`);
    cpSync(whole, folder, { recursive: true });
    rmSync(path.join(folder, file));
    put(path.join(folder, file));
    const since = performance.now();
    const predicting = predict(folder);
    await expect(predicting).rejects.toMatchObject({ name: 'BadInput' });
    await expect(predicting).rejects.toThrow(path.join(folder, file));
    expect(performance.now() - since).toBeLessThan(20_000);
  });

  it('a folder that may not be read says so', async () => {
    const folder = path.join(home, 'closed');
    cpSync(whole, folder, { recursive: true });
    chmodSync(folder, 0);
    const isRoot = process.getuid?.() === 0;
    chmodSync(home, 0o755);
    if (isRoot) process.seteuid?.(65_534);
    onTestFinished(() => {
      if (isRoot) process.seteuid?.(0);
      chmodSync(folder, 0o700);
    });
    await expect(predict(folder)).rejects.toThrow('may not be read by your account');
  });
});
