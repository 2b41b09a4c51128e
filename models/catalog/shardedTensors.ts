import { existsSync } from 'node:fs';
import { BadInput } from '../badInput.ts';
import { readSafetensorsHeader, type SafetensorsTensor } from './safetensorsHeader.ts';
import { isSafetensorsIndex, readSafetensorsIndex } from './safetensorsIndex.ts';

/** A tensor, and the file that contains its bytes. */
export interface PlacedTensor extends SafetensorsTensor {
  readonly file: string;
}

/**
 * The tensors of a model's weights by name: from one safetensors file, or from all shards of an
 * index.
 * @param path of the file or of the index
 * @throws BadInput that names the shard that is missing or damaged, or that lacks a tensor listed
 *   in the index
 */
export function shardedTensors(path: string): ReadonlyMap<string, PlacedTensor> {
  if (!isSafetensorsIndex(path)) return tensorsIn(path);
  const index = readSafetensorsIndex(path);
  const shards = new Map<string, ReadonlyMap<string, PlacedTensor>>();
  for (const shard of new Set(index.values())) {
    if (!existsSync(shard)) {
      throw new BadInput(`${shard} is missing, and ${path} names it. Get the model again.`);
    }
    shards.set(shard, tensorsIn(shard));
  }
  return new Map(
    [...index].map(([name, shard]) => {
      const tensor = shards.get(shard)!.get(name);
      if (tensor) return [name, tensor];
      throw new BadInput(
        `${shard} has no tensor ${name}, and ${path} says that it has. The files are of different models, or one is damaged: get the model again.`,
      );
    }),
  );
}

function tensorsIn(file: string): ReadonlyMap<string, PlacedTensor> {
  const { tensors } = readSafetensorsHeader(file);
  return new Map([...tensors].map(([name, tensor]) => [name, { ...tensor, file }]));
}
