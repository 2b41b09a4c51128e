import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readGgufHeader } from '../../../../models/catalog/ggufHeader.ts';
import { readSafetensorsHeader } from '../../../../models/catalog/safetensorsHeader.ts';
import { temporaryFolder, tinyGguf } from './tinyFiles.ts';

function withHeader(header: string): string {
  const file = path.join(temporaryFolder(), 'model.safetensors');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  writeFileSync(file, Buffer.concat([length, Buffer.from(header)]));
  return file;
}

const tensors = (count: number) =>
  Array.from(
    { length: count },
    (_, i) => `"${i}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`,
  );

it.each([
  ['many tensors', `{${tensors(100_001)}}`, 'it names 100,001 tensors'],
  ['long', `{${' '.repeat(17 * 2 ** 20)}}`, 'its header has 17,825,794 bytes'],
  ['deep', `{"a":${'['.repeat(8e6)}${']'.repeat(8e6)}}`, 'are not a table of tensors'],
])('a safetensors header that is %s is refused at once', (_, header, sentence) => {
  const file = withHeader(header);
  const since = performance.now();
  expect(() => readSafetensorsHeader(file)).toThrow(sentence);
  expect(performance.now() - since).toBeLessThan(3000);
});

it('a safetensors header of 10,000 tensors is read', () => {
  expect(readSafetensorsHeader(withHeader(`{${tensors(10_000)}}`)).tensors.size).toBe(10_000);
});

it.each([
  ['embedding_length', 2 ** 31],
  ['embedding_length', 0],
  ['block_count', 1e9],
  ['block_count', 0],
  ['rope.dimension_count', 0],
])('a GGUF with a %s of %d is refused', (key, value) => {
  const file = path.join(temporaryFolder(), 'odd.gguf');
  writeFileSync(file, tinyGguf({ metadata: { [`llama.${key}`]: value } }));
  expect(() => readGgufHeader(file)).toThrow(`its ${key} is ${value.toLocaleString('en-US')}, and`);
});
