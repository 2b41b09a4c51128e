import type { TokenBatch } from '../transformer/tokenBatch.ts';
import type { Moments } from './adamW.ts';
import type { Shapes, Weights } from './weights.ts';

/** One batch, as a training step takes it. */
export interface StepBatch {
  readonly batch: TokenBatch;
  /** The target distributions, with the size of the logits: `classTargets` or `spanTargets`. */
  readonly targets: Float32Array;
  /** float32[B]; 1/B for the mean. */
  readonly exampleWeights: Float32Array;
  /** Names the random stream of the dropout masks. */
  readonly maskStream: readonly (string | number)[];
}

export interface TrainingStep {
  /** Their gradients are summed before the weights are updated. */
  readonly batches: readonly StepBatch[];
  /** From 1 over the whole training. */
  readonly number: number;
  readonly learningRate: number;
}

/** The constants of a training. */
export interface OptimizerSettings {
  readonly weightDecay: number;
  readonly epsilon: number;
  /** The maximum norm of a step's gradients; unlimited if undefined. */
  readonly clipNorm?: number;
}

/** Computes a student's graphs on some device; it holds no weights between two calls. */
export interface Executor {
  readonly shapes: Shapes;
  /**
   * Whether steps are cheapest in groups: they must then consist of one batch each, and adjacent
   * ones must have the same shape.
   */
  readonly takesMany: boolean;
  /**
   * Updates weights and moments, in place, by the first of the steps: as many as one call
   * processes.
   * @returns the loss of each step that was processed, at least one; if a loss is NaN, the weights
   *   may be too
   */
  takeSteps(
    student: { readonly weights: Weights; readonly moments: Moments },
    steps: readonly TrainingStep[],
    settings: OptimizerSettings,
  ): Promise<readonly number[]>;
  /** float32[B * classes] row by row, or float32[B * 2 * S]. */
  logits(weights: Weights, batch: TokenBatch): Promise<Float32Array>;
  release(): Promise<void>;
}
