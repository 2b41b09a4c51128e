import { rm } from 'node:fs/promises';
import { BadInput } from '../badInput.ts';
import { type TokenBatch, tokenBatch } from '../transformer/tokenBatch.ts';
import type { EncodedText, TextTokenizer } from '../transformer/tokenizer.ts';
import { adamWStep, newMoments, type StepGradients } from './adamW.ts';
import { addGradients } from './addGradients.ts';
import { batchPlan, linearSchedule } from './batchPlan.ts';
import {
  type CheckpointOwner,
  type EpochRecord,
  loadCheckpoint,
  saveCheckpoint,
  type TrainingState,
} from './checkpoint.ts';
import { clipGradients } from './clipGradients.ts';
import type { CpuExecutor } from './cpuExecutor.ts';
import { dataMap, type EpochJudgement, type ExampleDynamics } from './dataMap.ts';
import type { Weights } from './weights.ts';

export interface TrainingSettings {
  readonly epochs: number;
  readonly batchSize: number;
  /** Batches whose gradients are added before the weights move; 1 if not given. */
  readonly batchesAStep?: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly epsilon: number;
  /** The most that the norm of a step's gradients may be; none if not given. */
  readonly clipNorm?: number;
  /** Share of all steps during which the learning rate rises. */
  readonly warmup: number;
  /** In tokens, `[CLS]` and `[SEP]` included; longer texts lose their end. */
  readonly maxLength: number;
  /** 'best' takes the epoch with the highest validation accuracy, the earliest of equals. */
  readonly choose: 'best' | 'last';
  /** Epochs without a better validation accuracy after which the training ends; none if not given. */
  readonly patience?: number;
}

export interface TrainingProgress {
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  readonly loss: number;
}

export interface TrainingResult {
  readonly history: readonly EpochRecord[];
  /** From 1; its weights are the student's. */
  readonly chosenEpoch: number;
  /** Training texts that were longer than the maximum and lost their end. */
  readonly cutTexts: number;
  /** For each training example, where they were asked for. */
  readonly dynamics?: readonly ExampleDynamics[];
}

/** The student, and what it reads with. */
export interface Reader {
  readonly executor: CpuExecutor;
  readonly tokenizer: TextTokenizer;
  readonly positions: number;
  /** Changed in place by a training. */
  readonly weights: Weights;
}

export interface Training extends Reader {
  readonly settings: TrainingSettings;
  readonly examples: readonly EncodedText[];
  /** How much each example counts in its batch's mean: 1 for all if not given. */
  readonly exampleWeights?: readonly number[];
  /** What the loss wants of some examples in a batch of S tokens. */
  readonly targets: (rows: readonly number[], S: number) => Float32Array;
  /** The share of right answers on what is held out, from 0 to 1; none where nothing is. */
  readonly validate?: () => Promise<number>;
  /** What the student makes of its training examples; none where that is not recorded. */
  readonly judge?: () => Promise<EpochJudgement>;
  /** Names the random streams: shuffles and dropout. */
  readonly stream: readonly (string | number)[];
  readonly checkpoints: string;
  readonly owner: CheckpointOwner;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
}

const BETAS = { beta1: 0.9, beta2: 0.999 } as const;

/**
 * The loop that every head shares: AdamW with linear warm-up and decay over length-bucketed batches, a
 * checkpoint after each epoch, from which the same call goes on after an interruption.
 *
 * Resumed or not, the result is the same to the bit, at any number of threads.
 * @throws BadInput naming the step where the loss is no number; the last checkpoint stays
 */
export async function runTraining(training: Training): Promise<Omit<TrainingResult, 'cutTexts'>> {
  const { weights, settings, checkpoints, owner } = training;
  const moments = newMoments(weights);
  let state: TrainingState = (await loadCheckpoint(checkpoints, owner, { weights, moments })) ?? {
    ...{ history: [], weights, moments, judgements: [] },
  };
  for (let epoch = state.history.length; epoch < settings.epochs; epoch++) {
    if (hasLostPatience(state.history, settings.patience)) break;
    const loss = await trainEpoch(training, state, epoch);
    state = await endEpoch(training, state, { epoch: epoch + 1, loss });
    if (epoch + 1 < settings.epochs) await saveCheckpoint(checkpoints, owner, state);
  }
  await rm(checkpoints, { recursive: true, force: true });
  if (state.best) weights.all.set(state.best);
  const { history, best, judgements } = state;
  return {
    history,
    chosenEpoch: best ? bestEpoch(history) : history.length,
    ...(training.judge ? { dynamics: dataMap(judgements) } : {}),
  };
}

/** One pass over the examples; returns the mean of its steps' losses. */
async function trainEpoch(
  training: Training,
  { weights, moments }: TrainingState,
  epoch: number,
): Promise<number> {
  const { settings, stream, examples } = training;
  const { batchesAStep = 1, clipNorm } = settings;
  const lengths = examples.map(({ ids }) => ids.length);
  const batches = batchPlan(lengths, settings.batchSize, [...stream, 'shuffle', epoch]);
  const stepsAnEpoch = Math.ceil(batches.length / batchesAStep);
  const steps = stepsAnEpoch * settings.epochs;
  const warmup = Math.round(steps * settings.warmup);
  let lossSum = 0;
  for (let index = 0; index < stepsAnEpoch; index++) {
    const step = epoch * stepsAnEpoch + index;
    const first = index * batchesAStep;
    const { loss, gradients } = await accumulate(
      training,
      batches.slice(first, first + batchesAStep),
      epoch * batches.length + first,
    );
    if (!Number.isFinite(loss)) throw diverged(`at step ${step + 1} of ${steps}`, epoch);
    if (clipNorm !== undefined) clipGradients(gradients, clipNorm);
    const learningRate = linearSchedule(settings.learningRate, step, warmup, steps);
    adamWStep(weights, moments, gradients, { ...settings, ...BETAS, learningRate }, step + 1);
    lossSum += loss;
    training.onProgress?.({ step: step + 1, steps, epoch: epoch + 1, loss });
  }
  // a last step's gradients may have been no numbers though its loss was one
  if (!allFinite(weights.all)) {
    throw diverged(`after step ${(epoch + 1) * stepsAnEpoch} of ${steps}`, epoch);
  }
  return lossSum / stepsAnEpoch;
}

/** The loss and gradients of some batches as if they were one. */
async function accumulate(
  training: Training,
  batches: readonly (readonly number[])[],
  firstBatch: number,
): Promise<{ loss: number; gradients: StepGradients }> {
  const { executor, weights, examples, exampleWeights, stream } = training;
  const count = batches.flat().length;
  let lossSum = 0;
  const parts: StepGradients[] = [];
  for (const [index, rows] of batches.entries()) {
    const batch = toBatch(
      training,
      rows.map((row) => examples[row]!),
    );
    const { loss, gradients } = await executor.lossAndGradients(
      weights,
      batch,
      training.targets(rows, batch.S),
      Float32Array.from(rows, (row) => (exampleWeights?.[row] ?? 1) / count),
      [...stream, 'dropout', firstBatch + index],
    );
    lossSum += loss;
    parts.push(gradients);
  }
  return { loss: lossSum, gradients: addGradients(parts) };
}

/** Scores what is held out, judges the examples, and keeps the weights if they are the best so far. */
async function endEpoch(
  { settings, weights, validate, judge }: Training,
  before: TrainingState,
  figures: { epoch: number; loss: number },
): Promise<TrainingState> {
  const judgements = judge ? [...before.judgements, await judge()] : before.judgements;
  if (!validate) return { ...before, judgements, history: [...before.history, figures] };
  const history = [...before.history, { ...figures, validationAccuracy: await validate() }];
  const isBest = settings.choose === 'best' && bestEpoch(history) === figures.epoch;
  // training goes on with the current weights, so the best ones are a copy
  const best = isBest ? { best: weights.all.slice() } : {};
  return { ...before, judgements, history, ...best };
}

export function argmax(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > values[best]! ? index : best), 0);
}

function bestEpoch(history: readonly EpochRecord[]): number {
  return argmax(history.map((record) => record.validationAccuracy ?? 0)) + 1;
}

function hasLostPatience(history: readonly EpochRecord[], patience: number | undefined): boolean {
  const isScored = history.at(-1)?.validationAccuracy !== undefined;
  return patience !== undefined && isScored && history.length - bestEpoch(history) >= patience;
}

export function toBatch(
  { tokenizer, positions }: Pick<Reader, 'tokenizer' | 'positions'>,
  texts: readonly EncodedText[],
): TokenBatch {
  const { padId, vocabulary } = tokenizer;
  return tokenBatch(texts, { padId, vocabulary, positions });
}

function allFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

function diverged(where: string, finishedEpochs: number): BadInput {
  const kept =
    finishedEpochs > 0 ? ` The checkpoint of epoch ${finishedEpochs} is kept as it was.` : '';
  return new BadInput(
    `The training has diverged: ${where} its numbers are no numbers any more. Choose a lower learning ` +
      `rate, or a longer warm-up.${kept}`,
  );
}
