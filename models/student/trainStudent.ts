import { BadInput } from '../badInput.ts';
import { lengthSortedBatches } from '../transformer/tokenBatch.ts';
import type { EncodedText, TextInput, TextTokenizer } from '../transformer/tokenizer.ts';
import { checkpointOwner } from './checkpointOwner.ts';
import { type ClassTarget, classTargets } from './classTargets.ts';
import type { EpochJudgement } from './dataMap.ts';
import {
  argmax,
  type Reader,
  runTraining,
  type TrainingProgress,
  type TrainingResult,
  type TrainingSettings,
  toBatch,
} from './runTraining.ts';
import type { ClassifierShape } from './studentGraph.ts';
import { atTemperature } from './temperature.ts';

export interface LabelledText {
  readonly text: TextInput;
  /** Index of the label in the task's list. */
  readonly label: number;
  /** The weight of the text in its batch's mean; 1 if undefined. */
  readonly weight?: number;
  /**
   * What the student should learn in the place of the label alone, see `ClassTarget`; scores, data
   * maps and the choice of an epoch count the label.
   */
  readonly shares?: readonly number[];
}

/** What a training teaches a student to say of a text. */
export const targetOf = ({ label, shares }: LabelledText): ClassTarget => shares ?? label;

export interface ClassifierSettings extends TrainingSettings {
  /**
   * 'head' trains a linear head on the mean-pooled features of the frozen body, see `trainHead`, for
   * which only `maxLength` counts; all weights are fine-tuned if undefined.
   */
  readonly method?: 'head';
  /**
   * 'mean' fine-tunes a linear head on the mean-pooled features, from the weights that
   * `startFromRegression` gave it; the family's head on the first token if undefined.
   */
  readonly pooling?: 'mean';
  /**
   * The inverse of a head's penalty, `Fit.C`; if undefined, it is chosen by cross-validation over the
   * training texts.
   */
  readonly strength?: number;
  /** The share of the loss's target that is spread equally over all labels; 0 if undefined. */
  readonly labelSmoothing?: number;
  /** Whether to judge every training text after each epoch, for a data map; no if undefined. */
  readonly dynamics?: boolean;
}

/** Examples that a student learns from before its own. */
export interface FirstExamples {
  readonly train: readonly LabelledText[];
  readonly settings: ClassifierSettings;
  readonly checkpoints: string;
}

export interface TrainingInput extends Reader, ClassifierShape {
  readonly train: readonly LabelledText[];
  readonly first?: FirstExamples | undefined;
  /** Empty if nothing is held out. */
  readonly validation: readonly LabelledText[];
  /** If given, the accuracy on the training texts and on these is reported after each epoch. */
  readonly watched?: readonly LabelledText[] | undefined;
  readonly settings: ClassifierSettings;
  /** Names the random streams: shuffles and dropout. */
  readonly stream: readonly (string | number)[];
  readonly checkpoints: string;
  readonly onProgress?: (progress: TrainingProgress) => void;
}

/**
 * Fine-tunes a classifier of texts or pairs of texts, see `runTraining`. With examples that come
 * first, it is a training of its own on these, whose weights the second one starts from.
 *
 * A training that is interrupted in the second part repeats the first, which is bit-identical, and
 * then resumes.
 * @throws RangeError for a label outside the head, or for shares that are no distribution; BadInput if there is nothing to train on, or the
 *   training diverges
 */
export async function trainStudent({ first, ...input }: TrainingInput): Promise<TrainingResult> {
  if (first) {
    await trainOnce({
      ...input,
      ...first,
      validation: [],
      watched: undefined,
      stream: [...input.stream, 'first'],
    });
  }
  return trainOnce(input);
}

async function trainOnce(input: TrainingInput): Promise<TrainingResult> {
  const { train, validation, watched, settings, classes, config, stream, weights } = input;
  if (train.length === 0) {
    throw new BadInput('There is no text to train on. Every one was dropped, or none was made.');
  }
  const examples = train.map(({ text }) => encodeInput(input, text, settings.maxLength));
  // a label outside the head is rejected before the first step
  classTargets(
    [...train.map(targetOf), ...[...validation, ...(watched ?? [])].map(({ label }) => label)],
    classes,
  );
  const watch = async (texts: readonly LabelledText[]) => ({
    trainingAccuracy: await accuracy(input, train),
    watchedAccuracy: await accuracy(input, texts),
  });
  const result = await runTraining({
    ...input,
    examples,
    labels: train.map(({ label }) => label),
    exampleWeights: train.map(({ weight = 1 }) => weight),
    targets: (rows) =>
      classTargets(
        rows.map((row) => targetOf(train[row]!)),
        classes,
        settings.labelSmoothing,
      ),
    ...(validation.length > 0 ? { validate: () => accuracy(input, validation) } : {}),
    ...(settings.dynamics ? { judge: () => judge(input, train) } : {}),
    ...(watched ? { watch: () => watch(watched) } : {}),
    owner: checkpointOwner(
      config,
      `${classes} labels`,
      { train, validation, settings, stream, ...(watched ? { watched } : {}) },
      weights,
    ),
  });
  return { ...result, cutTexts: examples.filter(({ cut }) => cut).length };
}

async function accuracy(input: TrainingInput, held: readonly LabelledText[]): Promise<number> {
  const logits = await predictLogits(
    input,
    held.map(({ text }) => text),
  );
  return held.filter(({ label }, row) => argmax(logits[row]!) === label).length / held.length;
}

/** A separate pass without dropout, as SynthesizRR's code records its data maps. */
async function judge(
  input: TrainingInput,
  train: readonly LabelledText[],
): Promise<EpochJudgement> {
  const logits = await predictLogits(
    input,
    train.map(({ text }) => text),
  );
  return {
    probabilities: Float32Array.from(train, ({ label }, i) => atTemperature(logits[i]!)[label]!),
    right: Float32Array.from(train, ({ label }, i) => (argmax(logits[i]!) === label ? 1 : 0)),
  };
}

/** Logits of texts, one array of `classes` numbers each, in the order of the texts. */
export async function predictLogits(
  input: Reader & { readonly settings: Pick<TrainingSettings, 'maxLength'> },
  texts: readonly TextInput[],
): Promise<number[][]> {
  const { executor, weights, settings } = input;
  const encoded = texts.map((text) => encodeInput(input, text, settings.maxLength));
  const result: number[][] = [];
  for (const rows of lengthSortedBatches(encoded, 32)) {
    const batch = toBatch(
      input,
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

/** No text is longer than the model's number of positions, whatever the setting is. */
export function encodeInput(
  { tokenizer, positions }: { tokenizer: TextTokenizer; positions: number },
  text: TextInput,
  maxLength: number,
): EncodedText {
  const most = Math.min(maxLength, positions);
  return typeof text === 'string'
    ? tokenizer.encode(text, most)
    : tokenizer.encodePair(...text, most);
}
