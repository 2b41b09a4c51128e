import type { TokenBatch } from '../transformer/tokenBatch.ts';
import type { Moments } from './adamW.ts';
import type { Shapes, Weights } from './weights.ts';

/** One batch, as a training step takes it. */
export interface StepBatch {
  readonly batch: TokenBatch;
  /** What the logits should become, of their size: `classTargets` or `spanTargets`. */
  readonly targets: Float32Array;
  /** float32[B]; 1/B for the mean. */
  readonly exampleWeights: Float32Array;
  /** Names the random stream of the dropout masks. */
  readonly maskStream: readonly (string | number)[];
}

export interface TrainingStep {
  /** Their gradients are added up before the weights move. */
  readonly batches: readonly StepBatch[];
  /** From 1 over the whole training. */
  readonly number: number;
  readonly learningRate: number;
}

/** What stays the same over the steps of a training. */
export interface OptimizerSettings {
  readonly weightDecay: number;
  readonly epsilon: number;
  /** The most that the norm of a step's gradients may be; none if not given. */
  readonly clipNorm?: number;
}

/** Computes a student's graphs, wherever that is; it holds no weights between two calls. */
export interface Executor {
  readonly shapes: Shapes;
  /**
   * Whether steps are cheapest many at a time: they then have to be of one batch each, and those that stand
   * side by side of one shape.
   */
  readonly takesMany: boolean;
  /**
   * Moves weights and moments, in place, by the first of the steps: by as many as one call takes.
   * @returns the loss of each step that was taken, one at least; where one is no number, the weights may
   *   be none any more
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
