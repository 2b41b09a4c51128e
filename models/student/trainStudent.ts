import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { lengthSortedBatches, type TokenBatch, tokenBatch } from '../transformer/tokenBatch.ts';
import type { EncodedText, TextTokenizer } from '../transformer/tokenizer.ts';
import { adamWStep, newMoments } from './adamW.ts';
import { batchPlan, linearSchedule } from './batchPlan.ts';
import {
  type EpochRecord,
  loadCheckpoint,
  saveCheckpoint,
  type TrainingState,
} from './checkpoint.ts';
import type { CpuExecutor } from './cpuExecutor.ts';
import type { Weights } from './weights.ts';

export interface LabelledText {
  readonly text: string;
  /** Index of the label in the task's list. */
  readonly label: number;
}

export interface TrainingSettings {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly epsilon: number;
  /** Share of all steps during which the learning rate rises. */
  readonly warmup: number;
  /** In tokens, `[CLS]` and `[SEP]` included; longer texts lose their end. */
  readonly maxLength: number;
  /** 'best' takes the epoch with the highest validation accuracy, the earliest of equals. */
  readonly choose: 'best' | 'last';
}

export interface TrainingInput {
  readonly executor: CpuExecutor;
  readonly tokenizer: TextTokenizer;
  readonly positions: number;
  /** Changed in place: the body's published weights and a fresh head. */
  readonly weights: Weights;
  readonly train: readonly LabelledText[];
  /** Empty where nothing is held out. */
  readonly validation: readonly LabelledText[];
  readonly settings: TrainingSettings;
  /** Names the random streams: shuffles and dropout. */
  readonly stream: readonly (string | number)[];
  readonly checkpoints: string;
  readonly onProgress?: (progress: TrainingProgress) => void;
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
}

const BETAS = { beta1: 0.9, beta2: 0.999 } as const;

/**
 * Fine-tunes a student: AdamW with linear warm-up and decay over length-bucketed batches, a
 * checkpoint after each epoch, from which the same call goes on after an interruption.
 *
 * Resumed or not, the result is the same to the bit, at any number of threads.
 * @throws RangeError for a label outside the head; Error naming the step when the loss is no number
 */
export async function trainStudent(input: TrainingInput): Promise<TrainingResult> {
  const { executor, weights, train, settings, stream, checkpoints } = input;
  const texts = train.map(({ text }) => input.tokenizer.encode(text, settings.maxLength));
  const lengths = texts.map((text) => text.ids.length);
  const stepsAnEpoch = Math.ceil(train.length / settings.batchSize);
  const steps = stepsAnEpoch * settings.epochs;
  const warmup = Math.round(steps * settings.warmup);
  const fingerprint = fingerprintOf(input);
  const moments = newMoments(weights);
  let state: TrainingState = (await loadCheckpoint(checkpoints, fingerprint, {
    weights,
    moments,
  })) ?? {
    history: [],
    weights,
    moments,
  };
  for (let epoch = state.history.length; epoch < settings.epochs; epoch++) {
    let lossSum = 0;
    const batches = batchPlan(lengths, settings.batchSize, [...stream, 'shuffle', epoch]);
    for (const [index, rows] of batches.entries()) {
      const step = epoch * stepsAnEpoch + index;
      const { loss, gradients } = await executor.lossAndGradients(
        weights,
        toBatch(
          input,
          rows.map((row) => texts[row]!),
        ),
        rows.map((row) => train[row]!.label),
        new Float32Array(rows.length).fill(1 / rows.length),
        [...stream, 'dropout', step],
      );
      if (!Number.isFinite(loss)) {
        throw new Error(`the loss is no number at step ${step + 1} of ${steps}`);
      }
      const learningRate = linearSchedule(settings.learningRate, step, warmup, steps);
      adamWStep(weights, moments, gradients, { ...settings, ...BETAS, learningRate }, step + 1);
      lossSum += loss;
      input.onProgress?.({ step: step + 1, steps, epoch: epoch + 1, loss });
    }
    state = await endEpoch(input, state, { epoch: epoch + 1, loss: lossSum / batches.length });
    if (epoch + 1 < settings.epochs) await saveCheckpoint(checkpoints, fingerprint, state);
  }
  await rm(checkpoints, { recursive: true, force: true });
  if (state.best) weights.all.set(state.best);
  return {
    history: state.history,
    chosenEpoch: state.best ? bestEpoch(state.history) : settings.epochs,
  };
}

/** Scores the validation set and keeps the weights if they are the best so far. */
async function endEpoch(
  input: TrainingInput,
  before: TrainingState,
  figures: { epoch: number; loss: number },
): Promise<TrainingState> {
  const { validation, settings, weights } = input;
  if (validation.length === 0) return { ...before, history: [...before.history, figures] };
  const logits = await predictLogits(
    input,
    validation.map(({ text }) => text),
  );
  const right = validation.filter(({ label }, row) => argmax(logits[row]!) === label).length;
  const history = [
    ...before.history,
    { ...figures, validationAccuracy: right / validation.length },
  ];
  const isBest = settings.choose === 'best' && bestEpoch(history) === figures.epoch;
  // training goes on with the current weights, so the best ones are a copy
  return isBest ? { ...before, history, best: weights.all.slice() } : { ...before, history };
}

/** Logits of texts, one array of `classes` numbers each, in the order of the texts. */
export async function predictLogits(
  {
    executor,
    tokenizer,
    weights,
    positions,
    settings,
  }: Pick<TrainingInput, 'executor' | 'tokenizer' | 'weights' | 'positions'> & {
    readonly settings: Pick<TrainingSettings, 'maxLength'>;
  },
  texts: readonly string[],
): Promise<number[][]> {
  const encoded = texts.map((text) => tokenizer.encode(text, settings.maxLength));
  const result: number[][] = [];
  for (const rows of lengthSortedBatches(encoded, 32)) {
    const batch = toBatch(
      { tokenizer, positions },
      rows.map((row) => encoded[row]!),
    );
    const logits = await executor.logits(weights, batch);
    const classes = logits.length / rows.length;
    for (const [index, row] of rows.entries()) {
      result[row] = [...logits.subarray(index * classes, (index + 1) * classes)];
    }
  }
  return result;
}

export function argmax(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > values[best]! ? index : best), 0);
}

function bestEpoch(history: readonly EpochRecord[]): number {
  const accuracies = history.map((record) => record.validationAccuracy ?? 0);
  return argmax(accuracies) + 1;
}

function toBatch(
  { tokenizer, positions }: Pick<TrainingInput, 'tokenizer' | 'positions'>,
  texts: readonly EncodedText[],
): TokenBatch {
  const { padId, vocabulary } = tokenizer;
  return tokenBatch(texts, { padId, vocabulary, positions });
}

function fingerprintOf({ train, validation, settings, stream, weights }: TrainingInput): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify({ train, validation, settings, stream }));
  hash.update(new Uint8Array(weights.all.buffer));
  return hash.digest('hex');
}
