import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BadInput } from '../../../../models/badInput.ts';
import { shardedTensors } from '../../../../models/catalog/shardedTensors.ts';
import { temporaryFolder, tinySafetensors } from './tinyFiles.ts';

const SHARDS = ['model-1-of-2.safetensors', 'model-2-of-2.safetensors'] as const;
const MAP = { 'a.weight': SHARDS[0], 'a.bias': SHARDS[1] };

/** A folder with two shards and an index, which may be anything. */
function folderWith(index: unknown): { folder: string; index: string } {
  const folder = temporaryFolder();
  for (const shard of SHARDS) writeFileSync(join(folder, shard), tinySafetensors());
  const file = join(folder, 'model.safetensors.index.json');
  writeFileSync(file, typeof index === 'string' ? index : JSON.stringify(index));
  return { folder, index: file };
}

function refusal(index: string): Error {
  try {
    shardedTensors(index);
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was not refused');
}

test('an index says in which file a tensor is', () => {
  const { folder, index } = folderWith({ weight_map: MAP });
  const tensors = shardedTensors(index);
  expect([...tensors.keys()]).toEqual(['a.weight', 'a.bias']);
  expect(tensors.get('a.bias')).toMatchObject({ file: join(folder, SHARDS[1]), shape: [3] });
});

test('a shard that is missing is named', () => {
  const { folder, index } = folderWith({ weight_map: MAP });
  rmSync(join(folder, SHARDS[1]));
  const error = refusal(index);
  expect(error).toBeInstanceOf(BadInput);
  expect(error.message).toContain(`${join(folder, SHARDS[1])} is missing`);
});

test('a tensor that its shard lacks is named, with the shard', () => {
  const { folder, index } = folderWith({ weight_map: { ...MAP, 'b.weight': SHARDS[0] } });
  const error = refusal(index);
  expect(error).toBeInstanceOf(BadInput);
  expect(error.message).toContain(`${join(folder, SHARDS[0])} has no tensor b.weight`);
});

test('a damaged shard is named', () => {
  const { folder, index } = folderWith({ weight_map: MAP });
  writeFileSync(join(folder, SHARDS[0]), tinySafetensors().subarray(0, 40));
  const error = refusal(index);
  expect(error).toBeInstanceOf(BadInput);
  expect(error.message).toContain(join(folder, SHARDS[0]));
});

test.each([
  ['no JSON', '{', 'not valid JSON'],
  ['no table', { weights: {} }, 'weight_map'],
  ['an empty table', { weight_map: {} }, 'it names no tensor'],
  ['a number for a file', { weight_map: { a: 1 } }, 'weight_map.a'],
  ['a way out of the folder', { weight_map: { a: '../x.safetensors' } }, 'weight_map.a'],
])('an index that is %s is refused by name', (_, index, words) => {
  const { index: file } = folderWith(index);
  const error = refusal(file);
  expect(error).toBeInstanceOf(BadInput);
  expect(error.message).toContain(file);
  expect(error.message).toContain(words);
});
