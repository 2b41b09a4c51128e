import { WORD_TABLE } from '../transformer/encoderBody.ts';
import type { EncodedText } from '../transformer/tokenizer.ts';
import type { StepGradients } from './adamW.ts';
import { openCpuExecutor } from './cpuExecutor.ts';
import { type Reader, toBatch } from './runTraining.ts';
import type { ClassifierShape } from './studentGraph.ts';
import type { Weights } from './weights.ts';

/** A gradient by the trained weights; only what its rows reach is stored. */
interface LossGradient {
  /** Adds a multiple of it to a vector of all trained weights. */
  addTo(sum: Float32Array, factor: number): void;
  /** Its inner product with such a vector. */
  dot(vector: Float32Array): number;
}

/** The loss of a student on some rows, as a function of the weights that its training changes. */
export interface TrainedLoss {
  /** Callers may move them, and put them back. */
  readonly weights: Float32Array;
  /** The parts, from and to, that a penalty of the squared weights counts: no bias and no norm. */
  readonly penalised: readonly (readonly [number, number])[];
  /** One array for each row. */
  logits(rows: readonly number[]): Promise<number[][]>;
  /**
   * The gradient of the sum of the rows' cross-entropies, each times `share`.
   *
   * For any f of the logits whose gradient by them sums to 0 over the labels, targets of minus that gradient give the
   * gradient of f: that of a cross-entropy by the logits is p·sum(t) - t.
   * @param targets float32[rows * labels]
   */
  gradient(rows: readonly number[], targets: Float32Array, share: number): Promise<LossGradient>;
  release(): Promise<void>;
}

/** Weights that no penalty counts, by their names. */
const UNPENALISED = /bias$|norm\.weight$/i;

/**
 * The loss of a student all of whose weights were trained, by its graphs without dropout, whose masks would be another
 * function at each evaluation. On the CPU the same rows give the same bits with any number of threads.
 * @param texts the rows
 */
export async function openTrainedLoss(
  { weights, ...reader }: ClassifierShape & Omit<Reader, 'executor'>,
  texts: readonly EncodedText[],
  threads: number,
): Promise<TrainedLoss> {
  const executor = await openCpuExecutor(withoutDropout(reader), threads);
  const batchOf = (rows: readonly number[]) =>
    toBatch(
      reader,
      rows.map((row) => texts[row]!),
    );
  return {
    weights: weights.all,
    penalised: penalisedParts(weights),
    async logits(rows) {
      const logits = await executor.logits(weights, batchOf(rows));
      const { classes } = reader;
      return rows.map((_, i) => [...logits.subarray(i * classes, (i + 1) * classes)]);
    },
    async gradient(rows, targets, share) {
      const shares = new Float32Array(rows.length).fill(share);
      const batch = batchOf(rows);
      const { gradients } = await executor.lossAndGradients(weights, batch, targets, shares, []);
      return gradientOf(weights, gradients);
    },
    release: () => executor.release(),
  };
}

const NO_DROPOUT = { embeddings: 0, attention: 0, attentionOutput: 0, feedForward: 0 };

function withoutDropout({ config, classes, pooling }: ClassifierShape): ClassifierShape {
  return { config: { ...config, dropout: NO_DROPOUT, headDropout: 0 }, classes, pooling };
}

function penalisedParts({ views }: Weights): [number, number][] {
  let at = 0;
  return [...views].flatMap(([name, { data }]) => {
    const from = at;
    at += data.length;
    return UNPENALISED.test(name) ? [] : [[from, at] as [number, number]];
  });
}

function gradientOf(weights: Weights, { dense, wordRows, ids }: StepGradients): LossGradient {
  const { width } = weights.wordTable;
  const parts: { readonly at: number; readonly values: Float32Array }[] = [];
  let at = 0;
  for (const [name, { data }] of weights.views) {
    if (name === WORD_TABLE) break;
    parts.push({ at, values: dense.get(name)! });
    at += data.length;
  }
  for (const [position, id] of ids.entries()) {
    const values = wordRows.subarray(position * width, (position + 1) * width);
    parts.push({ at: weights.dense + id * width, values });
  }
  return {
    addTo(sum, factor) {
      for (const part of parts) addScaled(sum, part.at, part.values, factor);
    },
    dot: (vector) =>
      parts.reduce((sum, { at: from, values }) => sum + innerProduct(values, vector, from), 0),
  };
}

/** Adds a multiple of some values to a part of a vector. */
export function addScaled(
  sum: Float32Array,
  at: number,
  values: Float32Array,
  factor: number,
): void {
  for (let i = 0; i < values.length; i++) sum[at + i] = sum[at + i]! + factor * values[i]!;
}

/** The inner product of some values with a part of a vector. */
export function innerProduct(values: Float32Array, vector: Float32Array, from = 0): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * vector[from + i]!;
  return sum;
}
