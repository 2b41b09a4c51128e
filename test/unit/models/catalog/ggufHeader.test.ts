import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readGgufHeader } from '../../../../models/catalog/ggufHeader.ts';
import { isRefused, temporaryFolder, tinyGguf } from './tinyFiles.ts';

function written(bytes: Buffer): string {
  const path = join(temporaryFolder(), 'tiny.gguf');
  writeFileSync(path, bytes);
  return path;
}

const refuses = (path: string) => isRefused(() => readGgufHeader(path));

describe('readGgufHeader', () => {
  test('reads what the app shows and computes with', () => {
    const bytes = tinyGguf();
    expect(readGgufHeader(written(bytes))).toEqual({
      version: 3,
      tensorCount: 1,
      weights: 64,
      architecture: 'llama',
      name: 'Tiny',
      licence: 'mit',
      contextLength: 128,
      embeddingLength: 8,
      blockCount: 2,
      headCount: 4,
      headCountKv: 2, // the largest of [1, 2]
      chatTemplate: '{{ messages }}',
      hasVocabulary: true,
      splitNumber: 0,
      splitCount: 1,
      tensorsEnd: bytes.length,
    });
  });

  test('reads a vocabulary longer than its reading window', () => {
    const tokens = Array.from({ length: 150_000 }, (_, i) => `token ${i}`);
    const path = written(tinyGguf({ metadata: { 'tokenizer.ggml.tokens': tokens } }));
    expect(readGgufHeader(path).chatTemplate).toBe('{{ messages }}');
  });

  test('knows the size of quantised tensors', () => {
    const q4 = Buffer.alloc(40); // Q4_1: 2 blocks of 32 numbers, 20 bytes each
    expect(() => readGgufHeader(written(tinyGguf({ tensorType: 3, data: q4 })))).not.toThrow();
    const short = written(tinyGguf({ tensorType: 3, data: q4.subarray(1) }));
    expect(() => readGgufHeader(short)).toThrow('so it is cut short');
  });

  test('refuses every proper beginning of a file', () => {
    const bytes = tinyGguf();
    const path = written(bytes);
    const accepted = Array.from(bytes.keys()).filter((length) => {
      writeFileSync(path, bytes.subarray(0, length));
      return !refuses(path);
    });
    expect(accepted).toEqual([]);
  });

  test.each([
    ['another format', Buffer.from('PK\u0003\u0004 a zip'), 'magic check failed'],
    ['an old version', tinyGguf({ version: 1 }), 'format version 1'],
    ['an alignment of 0', tinyGguf({ metadata: { 'general.alignment': 0 } }), 'its alignment is 0'],
    ['an alignment of 48', tinyGguf({ metadata: { 'general.alignment': 48 } }), 'alignment is 48'],
    ['no architecture', tinyGguf({ metadata: { 'general.architecture': 7 } }), 'no architecture'],
  ])('refuses %s', (_, bytes, sentence) => {
    expect(() => readGgufHeader(written(bytes))).toThrow(sentence);
  });

  test('a wrong length inside the file is damage, not a long wait or a crash', () => {
    const bytes = tinyGguf();
    bytes.writeBigUInt64LE(2n ** 62n, 24); // the length of the first key
    expect(() => readGgufHeader(written(bytes))).toThrow('cut short or damaged');
  });
});
