import { randomStream } from '../randomStream.ts';
import { WORD_TABLE } from '../transformer/encoderBody.ts';
import type { EncoderConfig } from '../transformer/encoderConfig.ts';
import { hasTensor, type NamedTensor, readTensors } from '../transformer/safetensors.ts';
import { HEAD_WEIGHTS, TASK_WEIGHTS } from './classificationHead.ts';
import { allocateFloats } from './weightUpdate.ts';

/**
 * All weights of a model in one array, with a view for each.
 *
 * With one array, an optimizer is one loop and a checkpoint one write; the word table comes last,
 * because it is updated by rows.
 */
export interface Weights {
  readonly all: Float32Array;
  readonly views: ReadonlyMap<string, NamedTensor>;
  /** Elements before the word table. */
  readonly dense: number;
  readonly wordTable: { readonly rows: number; readonly width: number };
}

export type Shapes = ReadonlyMap<string, readonly number[]>;

export function allocateWeights(shapes: Shapes): Weights {
  const table = shapes.get(WORD_TABLE);
  if (!table) throw new RangeError('a student has a word table');
  const ordered = [...shapes].filter(([name]) => name !== WORD_TABLE);
  const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
  const dense = ordered.reduce((sum, [, shape]) => sum + size(shape), 0);
  const all = allocateFloats('weight', dense + size(table));
  const views = new Map<string, NamedTensor>();
  let at = 0;
  for (const [name, shape] of [...ordered, [WORD_TABLE, table] as const]) {
    views.set(name, { shape, data: all.subarray(at, at + size(shape)) });
    at += size(shape);
  }
  return { all, views, dense, wordTable: { rows: table[0]!, width: table[1]! } };
}

/**
 * The initial weights of a training: the body's published weights and a new head, drawn from a
 * normal distribution with the config's `initializer_range`, as BERT's own head is; a norm's gain is 1.
 * @param file model.safetensors of the body, or the index of several
 * @param stream decides the head's weights
 */
export async function initialWeights(
  file: string,
  shapes: Shapes,
  config: EncoderConfig,
  stream: readonly (string | number)[],
): Promise<Weights> {
  const weights = allocateWeights(shapes);
  const isNew = (name: string) =>
    TASK_WEIGHTS.test(name) || (HEAD_WEIGHTS.test(name) && !hasTensor(file, name));
  const published = new Map([...shapes].filter(([name]) => !isNew(name)));
  for (const [name, data] of await readTensors(file, published)) {
    weights.views.get(name)!.data.set(data);
  }
  for (const name of [...shapes.keys()].filter((key) => isNew(key) && key.endsWith('.weight'))) {
    const { data } = weights.views.get(name)!;
    if (/norm\.weight$/.test(name)) {
      data.fill(1);
      continue;
    }
    const random = randomStream(...stream, name);
    for (let i = 0; i < data.length; i++) data[i] = random.normal() * config.initializerRange;
  }
  return weights;
}
