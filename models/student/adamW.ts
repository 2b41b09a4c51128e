import { WORD_TABLE } from '../transformer/encoderBody.ts';
import { sumWordRows } from './sumWordRows.ts';
import { type Coefficients, updateWeights } from './updateWeights.ts';
import type { Weights } from './weights.ts';

export interface AdamWSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decoupled from the gradient and applied to every weight, as the papers' code does. */
  readonly weightDecay: number;
}

/** The defaults of PyTorch and of the papers. */
export const BETAS = { beta1: 0.9, beta2: 0.999 } as const;

/** The running averages of the gradients and of their squares, one of each per weight. */
export interface Moments {
  readonly first: Float32Array;
  readonly second: Float32Array;
  /** 1 for each row of the word table that has had a gradient. */
  readonly touchedRows: Uint8Array;
}

export function newMoments(weights: Weights): Moments {
  return {
    first: new Float32Array(weights.all.length),
    second: new Float32Array(weights.all.length),
    touchedRows: new Uint8Array(weights.wordTable.rows),
  };
}

export interface StepGradients {
  /** By parameter name, without the word table. */
  readonly dense: ReadonlyMap<string, Float32Array>;
  /** d loss / d gathered row, width elements for each of `ids`. */
  readonly wordRows: Float32Array;
  readonly ids: Int32Array;
}

/** @param step counts from 1 */
export function adamWCoefficients(
  { learningRate, beta1, beta2, epsilon, weightDecay }: AdamWSettings,
  step: number,
): Coefficients {
  return {
    beta1,
    beta2,
    epsilon,
    stepSize: learningRate / (1 - beta1 ** step),
    secondScale: 1 / Math.sqrt(1 - beta2 ** step),
    keep: Math.fround(1 - learningRate * weightDecay),
  };
}

/**
 * AdamW (Loshchilov and Hutter 2019, Algorithm 2) as PyTorch computes it: one step over all
 * weights.
 *
 * A row of the word table that never had a gradient has zero moments, so AdamW only decays it; the
 * decay is applied and the rest skipped, with a bit-identical result.
 * @param step counts from 1
 */
export function adamWStep(
  weights: Weights,
  moments: Moments,
  gradients: StepGradients,
  settings: AdamWSettings,
  step: number,
): void {
  const coefficients = adamWCoefficients(settings, step);
  const { first, second } = moments;
  let at = 0;
  for (const [name, { data }] of weights.views) {
    if (name === WORD_TABLE) break;
    const gradient = gradients.dense.get(name);
    if (!gradient) throw new RangeError(`the step has no gradient for ${name}`);
    const end = at + data.length;
    updateWeights(data, gradient, first.subarray(at, end), second.subarray(at, end), coefficients);
    at = end;
  }
  updateWordTable(weights, moments, gradients, coefficients);
}

function updateWordTable(
  weights: Weights,
  { first, second, touchedRows }: Moments,
  { wordRows, ids }: StepGradients,
  coefficients: Coefficients,
): void {
  const { rows, width } = weights.wordTable;
  const summed = sumWordRows(wordRows, ids, width);
  for (const id of summed.keys()) touchedRows[id] = 1;
  const none = new Float32Array(width);
  for (let row = 0; row < rows; row++) {
    const at = weights.dense + row * width;
    const weight = weights.all.subarray(at, at + width);
    if (touchedRows[row] === 1) {
      const [m, v] = [first.subarray(at, at + width), second.subarray(at, at + width)];
      updateWeights(weight, summed.get(row) ?? none, m, v, coefficients);
    } else if (coefficients.keep !== 1) {
      for (let i = 0; i < width; i++) weight[i] = weight[i]! * coefficients.keep;
    }
  }
}
