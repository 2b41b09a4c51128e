import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSafetensorsHeader } from '../../../../models/catalog/safetensorsHeader.ts';
import { isRefused, temporaryFolder, tinySafetensors } from './tinyFiles.ts';

function written(bytes: Buffer): string {
  const path = join(temporaryFolder(), 'model.safetensors');
  writeFileSync(path, bytes);
  return path;
}

const refuses = (path: string) => isRefused(() => readSafetensorsHeader(path));

describe('readSafetensorsHeader', () => {
  test('places each tensor in the file', () => {
    const bytes = tinySafetensors();
    const header = readSafetensorsHeader(written(bytes));
    const start = bytes.length - 36;
    expect(header.metadata).toEqual({ format: 'pt' });
    expect(Object.fromEntries(header.tensors)).toEqual({
      'a.weight': { dtype: 'F32', shape: [2, 3], begin: start, end: start + 24 },
      'a.bias': { dtype: 'F32', shape: [3], begin: start + 24, end: start + 36 },
    });
  });

  test('refuses every proper beginning of a file', () => {
    const bytes = tinySafetensors();
    const path = written(bytes);
    const accepted = Array.from(bytes.keys()).filter((length) => {
      writeFileSync(path, bytes.subarray(0, length));
      return !refuses(path);
    });
    expect(accepted).toEqual([]);
  });

  test.each([
    [
      'foreign bytes at the end',
      Buffer.concat([tinySafetensors(), Buffer.from('x')]),
      'foreign bytes',
    ],
    ['a web page', Buffer.from('<!doctype html><title>404</title>'), 'header length check failed'],
    ['a header that is not a table', tinySafetensors({ extra: 7 }), 'not a table of tensors'],
    [
      'a shape that does not fill its bytes',
      tinySafetensors({ 'a.bias': { dtype: 'F32', shape: [4], data_offsets: [24, 36] } }),
      "tensor 'a.bias' (F32, 4) does not fill its 12 bytes",
    ],
  ])('refuses %s', (_, bytes, sentence) => {
    expect(() => readSafetensorsHeader(written(bytes))).toThrow(sentence);
  });
});
