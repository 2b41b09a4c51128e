import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readTensors, writeTensors } from '../../../../models/transformer/safetensors.ts';
import { temporaryFolder } from '../catalog/tinyFiles.ts';

/** A safetensors file of one tensor `x` of four numbers. */
function fileOf(dtype: string, values: Uint16Array | Float16Array): string {
  const file = path.join(temporaryFolder(), 'model.safetensors');
  const header = JSON.stringify({ x: { dtype, shape: [2, 2], data_offsets: [0, 8] } });
  const padded = header.padEnd(Math.ceil(header.length / 8) * 8, ' ');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  const data = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  writeFileSync(file, Buffer.concat([length, Buffer.from(padded), data]));
  return file;
}
const SHAPE = new Map([['x', [2, 2]]]);

it('reads half precision exactly', async () => {
  const values = [1, -2.5, 0.0999755859375, 65504];
  const tensors = await readTensors(fileOf('F16', new Float16Array(values)), SHAPE);
  expect([...tensors.get('x')!]).toEqual(values);
});

it('reads a norm by the names of the first BERTs', async () => {
  const file = path.join(temporaryFolder(), 'model.safetensors');
  const row = (...values: number[]) => ({ shape: [2], data: Float32Array.from(values) });
  await writeTensors(
    file,
    new Map([
      ['bert.embeddings.LayerNorm.gamma', row(1, 2)],
      ['bert.embeddings.LayerNorm.beta', row(3, 4)],
    ]),
  );
  const names = ['embeddings.LayerNorm.weight', 'embeddings.LayerNorm.bias'];
  const read = await readTensors(file, new Map(names.map((name) => [name, [2]])));
  expect(names.map((name) => [...read.get(name)!])).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

it('reads bfloat16 exactly', async () => {
  // 1, -2.5, 2^-100 and 3 x 2^100
  const halves = new Uint16Array([0x3f80, 0xc020, 0x0d80, 0x7240]);
  const tensors = await readTensors(fileOf('BF16', halves), SHAPE);
  expect([...tensors.get('x')!]).toEqual([1, -2.5, 2 ** -100, 3 * 2 ** 100]);
});

it('refuses a value that is no number, and a type that holds no weights', async () => {
  const noNumber = fileOf('BF16', new Uint16Array([0x3f80, 0x7fc0, 0, 0]));
  await expect(readTensors(noNumber, SHAPE)).rejects.toThrow('x holds values that are not numbers');
  const whole = fileOf('I16', new Uint16Array(4));
  await expect(readTensors(whole, SHAPE)).rejects.toThrow(
    'x is I16 [2, 2], and its config.json asks',
  );
});
