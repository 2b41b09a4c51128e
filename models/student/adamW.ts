import { WORD_TABLE } from '../transformer/encoderBody.ts';
import { sumWordRows } from './sumWordRows.ts';
import type { Weights } from './weights.ts';
import {
  allocateFloats,
  type Coefficients,
  type WeightUpdate,
  weightUpdate,
} from './weightUpdate.ts';

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
    first: allocateFloats('first', weights.all.length),
    second: allocateFloats('second', weights.all.length),
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
  const kernel = weightUpdate(weights.all, moments.first, moments.second);
  let at = 0;
  for (const [name, { data }] of weights.views) {
    if (name === WORD_TABLE) break;
    const gradient = gradients.dense.get(name);
    if (gradient?.length !== data.length) {
      throw new RangeError(`the step has no gradient for ${name}`);
    }
    kernel.update(at, gradient, coefficients);
    at += data.length;
  }
  updateWordTable({ weights, moments, gradients, kernel, coefficients });
}

interface TableStep {
  readonly weights: Weights;
  readonly moments: Moments;
  readonly gradients: StepGradients;
  readonly kernel: WeightUpdate;
  readonly coefficients: Coefficients;
}

function updateWordTable({ weights, moments, gradients, kernel, coefficients }: TableStep): void {
  const { rows, width } = weights.wordTable;
  const { touchedRows } = moments;
  const summed = sumWordRows(gradients.wordRows, gradients.ids, width);
  for (const id of summed.keys()) touchedRows[id] = 1;
  const none = new Float32Array(width);
  let row = 0;
  while (row < rows) {
    const at = weights.dense + row * width;
    if (touchedRows[row] === 1) {
      kernel.update(at, summed.get(row) ?? none, coefficients);
      row++;
      continue;
    }
    const next = touchedRows.indexOf(1, row);
    row = next === -1 ? rows : next;
    if (coefficients.keep !== 1) {
      kernel.decay(at, weights.dense + row * width, coefficients.keep);
    }
  }
}
