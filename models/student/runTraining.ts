import { rm } from 'node:fs/promises';
import { BadInput } from '../badInput.ts';
import { paddedLength, type TokenBatch, tokenBatch } from '../transformer/tokenBatch.ts';
import type { EncodedText, TextTokenizer } from '../transformer/tokenizer.ts';
import { newMoments } from './adamW.ts';
import { batchPlan, chunks, linearSchedule, shapedRuns } from './batchPlan.ts';
import {
  type CheckpointOwner,
  type EpochRecord,
  loadCheckpoint,
  saveCheckpoint,
  type TrainingState,
} from './checkpoint.ts';
import { dataMap, type EpochJudgement, type ExampleDynamics } from './dataMap.ts';
import type { Executor, TrainingStep } from './executor.ts';
import type { Weights } from './weights.ts';

export interface TrainingSettings {
  readonly epochs: number;
  /** How often an epoch goes through the examples; once if undefined. */
  readonly passes?: number;
  readonly batchSize: number;
  /**
   * Number of batches whose gradients are summed before the weights are updated; 1 if undefined.
   */
  readonly batchesAStep?: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly epsilon: number;
  /** The maximum norm of a step's gradients; unlimited if undefined. */
  readonly clipNorm?: number;
  /** Share of all steps during which the learning rate increases. */
  readonly warmup: number;
  /** In tokens, including `[CLS]` and `[SEP]`; longer texts are truncated. */
  readonly maxLength: number;
  /** 'best' takes the epoch with the highest validation accuracy; ties go to the earliest. */
  readonly choose: 'best' | 'last';
  /**
   * Number of epochs without a better validation accuracy after which the training stops; unlimited
   * if undefined.
   */
  readonly patience?: number;
}

export interface TrainingProgress {
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  /** Null where no step is taken, while the influence of texts is measured. */
  readonly loss: number | null;
}

export interface TrainingResult {
  readonly history: readonly EpochRecord[];
  /** The epoch, from 1, whose weights the student has. */
  readonly chosenEpoch: number;
  /** Training texts that were longer than the maximum and were truncated. */
  readonly cutTexts: number;
  /** For each training example, if requested. */
  readonly dynamics?: readonly ExampleDynamics[];
}

/** The student, and its tokenizer. */
export interface Reader {
  readonly executor: Executor;
  readonly tokenizer: TextTokenizer;
  readonly positions: number;
  /** Changed in place by a training. */
  readonly weights: Weights;
}

export interface Training extends Reader {
  readonly settings: TrainingSettings;
  readonly examples: readonly EncodedText[];
  /** The label of each example, of which every batch gets its share; none for answers. */
  readonly labels?: readonly number[];
  /** The weight of each example in its batch's mean: 1 for all if undefined. */
  readonly exampleWeights?: readonly number[];
  /** The targets of the loss for some examples in a batch of S tokens. */
  readonly targets: (rows: readonly number[], S: number) => Float32Array;
  /** The share of correct answers on the held-out data, from 0 to 1; undefined if there is none. */
  readonly validate?: () => Promise<number>;
  /** The student's predictions for its training examples; undefined if they are not recorded. */
  readonly judge?: () => Promise<EpochJudgement>;
  /** Accuracies that are reported after each epoch and influence nothing. */
  readonly watch?: () => Promise<Pick<EpochRecord, 'trainingAccuracy' | 'watchedAccuracy'>>;
  /** Names the random streams: shuffles and dropout. */
  readonly stream: readonly (string | number)[];
  readonly checkpoints: string;
  readonly owner: CheckpointOwner;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
}

/** Batches that must share a shape are padded to a multiple of this many tokens. */
const MULTIPLE = 16;

/**
 * The training loop of every head: AdamW with linear warm-up and decay over length-bucketed
 * batches, and a checkpoint after each epoch, from which the same call resumes after an
 * interruption.
 *
 * Resumed or not, the result on the CPU is bit-identical, with any number of threads.
 * @throws BadInput naming the step if the loss is NaN; the last checkpoint is kept
 */
export async function runTraining(training: Training): Promise<Omit<TrainingResult, 'cutTexts'>> {
  const { weights, settings, checkpoints, owner } = training;
  const moments = newMoments(weights);
  let state: TrainingState = (await loadCheckpoint(checkpoints, owner, { weights, moments })) ?? {
    history: [],
    weights,
    moments,
    judgements: [],
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

/** One epoch over the examples; returns the mean of its steps' losses. */
async function trainEpoch(
  training: Training,
  { weights, moments }: TrainingState,
  epoch: number,
): Promise<number> {
  const { executor, settings } = training;
  const runs = planEpoch(training, epoch);
  const stepsAnEpoch = runs.flat().length;
  const steps = stepsAnEpoch * settings.epochs;
  let number = epoch * stepsAnEpoch;
  let lossSum = 0;
  for (const run of runs) {
    let rest = run.map((batches, at) => toStep(training, batches, number + at, steps));
    while (rest.length > 0) {
      const losses = await executor.takeSteps({ weights, moments }, rest, settings);
      for (const loss of losses) {
        number++;
        if (!Number.isFinite(loss)) throw diverged(`at step ${number} of ${steps}`, epoch);
        lossSum += loss;
        training.onProgress?.({ step: number, steps, epoch: epoch + 1, loss });
      }
      rest = rest.slice(losses.length);
    }
  }
  // a last step's gradients may have been NaN although its loss was not
  if (!allFinite(weights.all)) throw diverged(`after step ${number} of ${steps}`, epoch);
  return lossSum / stepsAnEpoch;
}

/** A batch of an epoch; its index names the stream of its dropout masks. */
interface PlannedBatch {
  readonly rows: readonly number[];
  readonly number: number;
}

/** The passes of an epoch, one after the other. */
function planEpoch(training: Training, epoch: number): PlannedBatch[][][] {
  const { passes = 1 } = training.settings;
  return Array.from({ length: passes }, (_, n) => planPass(training, epoch * passes + n)).flat();
}

/**
 * A pass over the examples as runs of steps, each of one or more batches; an executor may process a
 * run at once.
 * @param pass counted over all epochs, from 0
 */
function planPass(training: Training, pass: number): PlannedBatch[][][] {
  const { executor, settings, stream, examples, labels, positions } = training;
  const { batchSize, batchesAStep = 1 } = settings;
  const planned = { lengths: examples.map(({ ids }) => ids.length), labels };
  const shuffle = [...stream, 'shuffle', pass];
  if (executor.takesMany) {
    // several batches in a step are equivalent to one large batch
    const padded = (longest: number) => Math.min(paddedLength(longest, MULTIPLE), positions);
    const runs = shapedRuns(planned, batchSize * batchesAStep, padded, shuffle);
    const first = pass * runs.flat().length;
    let at = 0;
    return runs.map((run) => run.map((rows) => [{ rows, number: first + at++ }]));
  }
  const batches = batchPlan(planned, batchSize, shuffle);
  const numbered = batches.map((rows, at) => ({ rows, number: pass * batches.length + at }));
  return chunks(numbered, batchesAStep).map((step) => [step]);
}

/** @param step from 0 */
function toStep(
  training: Training,
  batches: readonly PlannedBatch[],
  step: number,
  steps: number,
): TrainingStep {
  const { executor, settings, examples, exampleWeights, stream } = training;
  const count = batches.reduce((sum, { rows }) => sum + rows.length, 0);
  const warmup = Math.round(steps * settings.warmup);
  return {
    number: step + 1,
    learningRate: linearSchedule(settings.learningRate, step, warmup, steps),
    batches: batches.map(({ rows, number }) => {
      const texts = rows.map((row) => examples[row]!);
      const batch = toBatch(training, texts, executor.takesMany ? MULTIPLE : 1);
      return {
        batch,
        targets: training.targets(rows, batch.S),
        exampleWeights: Float32Array.from(rows, (row) => (exampleWeights?.[row] ?? 1) / count),
        maskStream: [...stream, 'dropout', number],
      };
    }),
  };
}

/**
 * Scores the held-out data, judges the examples, and keeps the weights if they are the best so far.
 */
async function endEpoch(
  { settings, weights, validate, judge, watch }: Training,
  before: TrainingState,
  ended: { epoch: number; loss: number },
): Promise<TrainingState> {
  const figures = { ...ended, ...(await watch?.()) };
  const judgements = judge ? [...before.judgements, await judge()] : before.judgements;
  if (!validate) return { ...before, judgements, history: [...before.history, figures] };
  const history = [...before.history, { ...figures, validationAccuracy: await validate() }];
  const isBest = settings.choose === 'best' && bestEpoch(history) === figures.epoch;
  // training continues with the current weights, so the best ones are copied
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
  multiple = 1,
): TokenBatch {
  const { padId, vocabulary } = tokenizer;
  return tokenBatch(texts, { padId, vocabulary, positions }, multiple);
}

function allFinite(values: Float32Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

function diverged(where: string, finishedEpochs: number): BadInput {
  const kept =
    finishedEpochs > 0 ? ` The checkpoint of epoch ${finishedEpochs} is kept as it was.` : '';
  return new BadInput(
    `The training has diverged: ${where} its numbers are NaN. Choose a lower learning ` +
      `rate, or a longer warm-up.${kept}`,
  );
}
