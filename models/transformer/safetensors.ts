import { open, readFile } from 'node:fs/promises';
import { BadInput } from '../badInput.ts';
import { requirePlainFile } from '../catalog/requirePlainFile.ts';
import { type PlacedTensor, shardedTensors } from '../catalog/shardedTensors.ts';
import { MODERN_WORD_TABLE, WORD_TABLE } from './encoderBody.ts';

export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The longest file that Node reads at once; the published weights of an encoder are far shorter. */
const MOST_WEIGHTS_BYTES = 2 ** 31 - 1;

/**
 * The float32 tensors of a model's weights by name.
 * @param file a safetensors file, or the index of several
 * @param prefix of the names in the file, before the family's
 * @throws BadInput if a file is missing, damaged or larger than 2 GiB, or if a requested tensor is missing, has
 *   another shape or type, or contains NaN
 */
export async function readTensors(
  file: string,
  wanted: ReadonlyMap<string, readonly number[]>,
  prefix = '',
): Promise<Map<string, Float32Array>> {
  const tensors = shardedTensors(file);
  const places = [...wanted].map(([name, shape]) => ({
    name,
    shape,
    found: findWanted(file, tensors, name, prefix),
  }));
  const result = new Map<string, Float32Array>();
  // one shard in memory at a time
  for (const shard of new Set(places.map(({ found }) => found.file))) {
    requirePlainFile(shard, { mostBytes: MOST_WEIGHTS_BYTES });
    const bytes = await readFile(shard);
    for (const { name, shape, found } of places) {
      if (found.file === shard) result.set(name, readTensor(bytes, name, shape, found));
    }
  }
  return result;
}

function findWanted(
  file: string,
  tensors: ReadonlyMap<string, PlacedTensor>,
  name: string,
  prefix: string,
): PlacedTensor {
  const found = find(tensors, name, prefix);
  if (found) return found;
  throw new BadInput(`${file} has no tensor ${name}; it is not a model of this kind.`);
}

function readTensor(
  bytes: Buffer,
  name: string,
  shape: readonly number[],
  { file, dtype, begin, end, ...found }: PlacedTensor,
): Float32Array {
  const widen = WIDEN[dtype];
  if (!widen || found.shape.join() !== shape.join()) {
    throw new BadInput(
      `${file}: ${name} is ${dtype} [${found.shape.join(', ')}], and its config.json asks ` +
        `for F32, F16 or BF16 [${shape.join(', ')}].`,
    );
  }
  // copied, because a view's offset must be a multiple of the element's size
  const data = widen(
    bytes.buffer.slice(bytes.byteOffset + begin, bytes.byteOffset + end) as ArrayBuffer,
  );
  if (allFinite(data)) return data;
  throw new BadInput(`${file}: ${name} holds values that are not numbers; get the model again.`);
}

/** The float types of published weights, each converted to float32 without loss. */
const WIDEN: Readonly<Record<string, (bytes: ArrayBuffer) => Float32Array>> = {
  F32: (bytes) => new Float32Array(bytes),
  F16: (bytes) => Float32Array.from(new Float16Array(bytes)),
  BF16(bytes) {
    // a bfloat16 is the upper half of a float32
    const words = Uint32Array.from(new Uint16Array(bytes), (half) => half << 16);
    return new Float32Array(words.buffer);
  },
};

function allFinite(data: Float32Array): boolean {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false;
  return true;
}

/** Whether a safetensors file, or one of those in an index, has a tensor of this name. */
export function hasTensor(file: string, name: string): boolean {
  return find(shardedTensors(file), name) !== undefined;
}

/** A file of a whole model has its body's tensors under the family's name; ModernBERT's is `model.`. */
function find<Value>(
  tensors: ReadonlyMap<string, Value>,
  name: string,
  prefix = '',
): Value | undefined {
  const families = ['', 'bert.', 'roberta.', 'distilbert.', 'deberta.', 'model.'];
  return families
    .flatMap((family) => spellings(name).map((spelling) => `${prefix}${family}${spelling}`))
    .map((full) => tensors.get(full))
    .find(Boolean);
}

/**
 * The names that published files have for a tensor: ModernBERT has another for its word table, and
 * the files of the first years, converted from TensorFlow, have others for the two rows of a norm,
 * whatever a family calls its norms (`LayerNorm`, `sa_layer_norm`).
 */
function spellings(name: string): readonly string[] {
  if (name === WORD_TABLE) return [WORD_TABLE, MODERN_WORD_TABLE];
  const old = name.replace(/(norm)\.weight$/i, '$1.gamma').replace(/(norm)\.bias$/i, '$1.beta');
  return [name, old];
}

/** Writes float32 tensors as a safetensors file and waits until they are on the disk. */
export async function writeTensors(
  file: string,
  tensors: ReadonlyMap<string, NamedTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  let offset = 0;
  const header: Record<string, unknown> = { __metadata__: metadata };
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padding = Buffer.alloc((8 - (json.length % 8)) % 8, ' ');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length + padding.length));
  const handle = await open(file, 'w');
  try {
    await handle.writeFile(Buffer.concat([length, json, padding]));
    for (const { data } of tensors.values()) {
      await handle.writeFile(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}
