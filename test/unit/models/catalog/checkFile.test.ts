import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FileKind, Pin } from '../../../../models/catalog/catalogue.ts';
import { checkFile } from '../../../../models/catalog/checkFile.ts';
import { sha256, temporaryFolder, tinyGguf, tinySafetensors } from './tinyFiles.ts';

function check(kind: FileKind, bytes: Buffer, pin: Pin = {}) {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, bytes);
  return checkFile(path, kind, pin);
}

describe('checkFile', () => {
  test('tells size and SHA-256 of a file that passes', async () => {
    const bytes = tinyGguf();
    const pin = { bytes: bytes.length, sha256: sha256(bytes) };
    expect(await check('gguf', bytes, pin)).toMatchObject(pin);
    expect(await check('safetensors', tinySafetensors())).toMatchObject({
      sha256: sha256(tinySafetensors()),
    });
  });

  test('names the check that failed: the size', async () => {
    const bytes = tinyGguf();
    await expect(check('gguf', bytes.subarray(1), { bytes: bytes.length })).rejects.toThrow(
      /the size check failed: the file has \d+ bytes and \d+ are expected, so it is cut short/,
    );
  });

  test('names the check that failed: the SHA-256', async () => {
    const bytes = tinyGguf();
    await expect(check('gguf', bytes, { sha256: 'f'.repeat(64) })).rejects.toThrow(
      `the SHA-256 check failed: it is ${sha256(bytes)} and ${'f'.repeat(64)} is expected`,
    );
  });

  test.each(['{', '[]', '<html>'])('refuses %s as a JSON object', async (text) => {
    await expect(check('json', Buffer.from(text))).rejects.toThrow('the JSON check failed');
  });

  test('refuses a file that is not there', async () => {
    const path = join(temporaryFolder(), 'none.gguf');
    await expect(checkFile(path, 'gguf', {})).rejects.toThrow(`${path}: there is no such file.`);
  });
});
