import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readGgufHeader } from '../../../../models/catalog/ggufHeader.ts';
import { requirePlainFile } from '../../../../models/catalog/requirePlainFile.ts';
import { readSafetensorsHeader } from '../../../../models/catalog/safetensorsHeader.ts';
import { readJson } from '../../../../models/transformer/readJson.ts';
import { temporaryFolder } from './tinyFiles.ts';

const isWindows = process.platform === 'win32';

it.skipIf(isWindows)(
  'a pipe, a device and a folder are refused before they are opened',
  async () => {
    const folder = temporaryFolder();
    const [pipe, device, inner] = ['pipe', 'zero', 'inner'].map((name) => path.join(folder, name));
    execFileSync('mkfifo', [pipe!]);
    symlinkSync('/dev/zero', device!);
    mkdirSync(inner!);
    for (const file of [pipe!, device!, inner!]) {
      const sentence = `${file} is a`;
      expect(() => requirePlainFile(file)).toThrow(sentence);
      expect(() => readSafetensorsHeader(file)).toThrow(sentence);
      expect(() => readGgufHeader(file)).toThrow(sentence);
      await expect(readJson(file)).rejects.toThrow(sentence);
    }
  },
);

it('a file larger than Node reads at once is refused by its size', async () => {
  const folder = temporaryFolder();
  for (const name of ['config.json', 'tokenizer.json']) {
    const file = path.join(folder, name);
    writeFileSync(file, '{}');
    await expect(readJson(file)).resolves.toEqual({});
    truncateSync(file, 3 * 2 ** 30);
    await expect(readJson(file)).rejects.toThrow(`${file} has 3,221,225,472 bytes, and Stillroom`);
  }
});

it('brackets without end are no JSON', async () => {
  const file = path.join(temporaryFolder(), 'config.json');
  writeFileSync(file, '['.repeat(1_000_000) + ']'.repeat(1_000_000));
  await expect(readJson(file)).rejects.toThrow('is not valid JSON');
  writeFileSync(file, JSON.stringify({ text: '[{"\\'.repeat(100), deep: [[[{}]]] }));
  await expect(readJson(file)).resolves.toMatchObject({ deep: [[[{}]]] });
});

it.skipIf(isWindows)('a file or folder without permission says so', () => {
  const folder = path.join(temporaryFolder(), 'closed');
  mkdirSync(folder);
  const file = path.join(folder, 'config.json');
  writeFileSync(file, '{}');
  chmodSync(file, 0);
  withoutRights();
  const sentence = `${file} may not be read by your account`;
  expect(() => requirePlainFile(file)).toThrow(sentence);
  asBefore();
  chmodSync(folder, 0);
  onTestFinished(() => chmodSync(folder, 0o700));
  withoutRights();
  expect(() => requirePlainFile(file, { missing: 'it is missing' })).toThrow(sentence);
  asBefore();
});

/** Permissions do not bind root, as which containers run their tests. */
function withoutRights(): void {
  if (process.getuid?.() === 0) process.seteuid?.(65_534);
}

function asBefore(): void {
  if (process.getuid?.() === 0) process.seteuid?.(0);
}

it('a missing file is told in the caller’s words', () => {
  const file = path.join(temporaryFolder(), 'config.json');
  expect(() => requirePlainFile(file, { missing: 'it is missing' })).toThrow(/^it is missing$/);
  expect(() => requirePlainFile(file)).toThrow('cannot be read (ENOENT)');
});
