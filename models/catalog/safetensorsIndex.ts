import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { BadInput } from '../badInput.ts';

/** Hugging Face's name for weights in one file. */
export const WEIGHTS_FILE = 'model.safetensors';

/** Hugging Face's name for the index of sharded weights. */
export const INDEX_FILE = 'model.safetensors.index.json';

export function isSafetensorsIndex(path: string): boolean {
  return path.endsWith('.safetensors.index.json');
}

/** A file in the index's own folder; paths outside of it are rejected. */
const shardName = z
  .string()
  .regex(/^[^./\\:\p{Cc}][^/\\:\p{Cc}]*\.safetensors$/u, 'it names no safetensors file');

const schema = z.object({
  weight_map: z
    .record(z.string(), shardName)
    .refine((map) => Object.keys(map).length > 0, 'it names no tensor'),
});

/**
 * Reads `model.safetensors.index.json`: tensor name -> path of the shard that contains it, in the
 * index's folder. It does not check whether the shards exist.
 * @throws BadInput that names the file and the field, if the index is missing or damaged
 */
export function readSafetensorsIndex(path: string): Map<string, string> {
  const result = schema.safeParse(readJson(path));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new BadInput(
      `${path}: the index check failed at ${issue?.path.join('.') || 'its root'}: ${issue?.message}. Get the model again.`,
    );
  }
  const shards = Object.entries(result.data.weight_map);
  return new Map(shards.map(([tensor, shard]) => [tensor, join(dirname(path), shard)]));
}

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new BadInput(`${path} cannot be read; the model folder is not complete.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new BadInput(
      `${path}: the index check failed: it is not valid JSON. Get the model again.`,
    );
  }
}
