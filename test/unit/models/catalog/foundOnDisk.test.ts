import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CatalogueEntry } from '../../../../models/catalog/catalogue.ts';
import { foundOnDisk } from '../../../../models/catalog/foundOnDisk.ts';
import { openModelStore } from '../../../../models/catalog/modelStore.ts';
import type { Environment } from '../../../../models/catalog/storeFolder.ts';
import { CONFIG_BYTES, STUDENT_BYTES, TEACHER_BYTES, tinyCatalogue } from './tinyCatalogue.ts';
import { sha256, temporaryFolder } from './tinyFiles.ts';

const TEACHER_BLOB = `blobs/sha256-${sha256(TEACHER_BYTES)}`;

function put(path: string, bytes: Buffer): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

function storeWith(home: string, env: Environment = {}) {
  const folder = join(temporaryFolder(), 'store');
  // A PATH without Python: pip must not ask its index for the made-up packages.
  return openModelStore({ folder, home, env: { PATH: folder, ...env }, catalogue: tinyCatalogue });
}

describe('models of other programs', () => {
  test.each([
    ['lm-studio', '.lmstudio/models/somebody/tiny-GGUF/tiny.gguf', {}],
    ['lm-studio', '.cache/lm-studio/models/another/name/tiny.gguf', {}],
    ['ollama', `.ollama/models/${TEACHER_BLOB}`, {}],
    ['ollama', `big/${TEACHER_BLOB}`, { OLLAMA_MODELS: 'big' }],
    [
      'huggingface-cache',
      '.cache/huggingface/hub/models--somebody--tiny-GGUF/snapshots/abc/tiny.gguf',
      {},
    ],
    [
      'huggingface-cache',
      'hf/hub/models--somebody--tiny-GGUF/snapshots/abc/tiny.gguf',
      { HF_HOME: 'hf' },
    ],
  ])('%s: %s is used where it lies', async (source, place, variables) => {
    const home = temporaryFolder();
    const path = put(join(home, place), TEACHER_BYTES);
    const env = Object.fromEntries(
      Object.entries(variables).map(([name, folder]) => [name, join(home, folder)]),
    );
    const before = readdirSync(home, { recursive: true });
    const store = storeWith(home, env);

    expect((await store.list())[0]).toMatchObject({ state: 'found', source, path });
    const model = await store.find('tiny-teacher');
    expect(model).toMatchObject({ files: { 'tiny.gguf': path }, sha256: sha256(TEACHER_BYTES) });
    expect((await store.list())[0]).toMatchObject({ state: 'ready', source, path });
    expect(readdirSync(home, { recursive: true })).toEqual(before);
    expect(readdirSync(join(store.folder, 'tiny-teacher'))).toEqual(['stillroom.json']);
  });

  test('files whose names every model has are those of their own folder only', async () => {
    const files = [
      { name: 'model.safetensors', kind: 'safetensors' },
      { name: 'config.json', kind: 'json' },
    ] as const;
    const known: CatalogueEntry = {
      ...{ name: 'known', roles: ['student'], licence: 'MIT', files },
      sources: [{ kind: 'huggingface', repository: 'somebody/known' }],
    };
    const home = temporaryFolder();
    for (const folder of ['other/model', 'somebody/known']) {
      put(join(home, '.lmstudio/models', folder, 'model.safetensors'), STUDENT_BYTES);
      put(join(home, '.lmstudio/models', folder, 'config.json'), CONFIG_BYTES);
      const found = await foundOnDisk(known, {}, home);
      expect(found.map(({ files: { 'config.json': path } }) => path)).toEqual(
        folder === 'somebody/known' ? [join(home, '.lmstudio/models', folder, 'config.json')] : [],
      );
    }
  });

  test('the snapshot that main names is taken, through its links', async () => {
    const home = temporaryFolder();
    const repository = join(home, '.cache/huggingface/hub/models--somebody--tiny-student');
    const blob = put(join(repository, 'blobs/1'), STUDENT_BYTES);
    for (const revision of ['aaa', 'bbb', 'ccc']) {
      put(join(repository, 'snapshots', revision, 'config.json'), CONFIG_BYTES);
      symlinkSync(blob, join(repository, 'snapshots', revision, 'model.safetensors'));
    }
    put(join(repository, 'refs/main'), Buffer.from('bbb'));
    const model = await storeWith(home).find('tiny-student');
    expect(model?.files['config.json']).toBe(join(repository, 'snapshots/bbb/config.json'));
  });

  test('a folder that lacks a file is passed over', async () => {
    const home = temporaryFolder();
    put(join(home, '.lmstudio/models/a/b/model.safetensors'), STUDENT_BYTES);
    expect(await storeWith(home).find('tiny-student')).toBeUndefined();
  });

  test('a copy with other bytes is not used, and why is told', async () => {
    const home = temporaryFolder();
    const damaged = Buffer.from(TEACHER_BYTES);
    damaged[damaged.length - 1] = 1;
    put(join(home, '.lmstudio/models/a/b/tiny.gguf'), damaged);
    const store = storeWith(home, { HF_ENDPOINT: 'http://127.0.0.1:1' });
    expect(await store.find('tiny-teacher')).toBeUndefined();
    await expect(store.get('tiny-teacher', { source: 'huggingface' })).rejects.toThrow(
      /could not be fetched\. Hugging Face/,
    );
    await expect(store.get('tiny-teacher')).rejects.toThrow(
      /On this computer: .*tiny\.gguf: the SHA-256 check failed/,
    );
  });
});
