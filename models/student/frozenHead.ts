import { BadInput } from '../badInput.ts';
import type { Encoder } from '../encoder/encoder.ts';
import { MEAN_HEAD } from './classificationHead.ts';
import {
  chooseStrength,
  fitLogisticRegression,
  type LinearClassifier,
} from './logisticRegression.ts';
import { type TrainingInput, targetOf } from './trainStudent.ts';

type Rows = TrainingInput['train'];

/** A regression on the frozen body, and the features that it reads. */
interface FrozenHead {
  readonly model: LinearClassifier;
  /** For each row its mean-pooled features, float32[H], of length 1. */
  featuresOf(rows: Rows): Promise<readonly Float32Array[]>;
}

/**
 * Fits the linear head of a mean-pooled student, and writes it to the student's weights: a
 * multinomial logistic regression on the features of the frozen body, with a ridge penalty chosen by
 * cross-validation. With examples that come first, the penalty pulls to the regression on these.
 *
 * The same rows, settings and stream give the same bits.
 * @param encoder the frozen body, which gives the features
 * @throws BadInput if there is nothing to train on
 */
export async function fitFrozenHead(
  { train, first, classes, settings, stream, weights }: FrozenHeadInput,
  encoder: Encoder,
): Promise<FrozenHead> {
  if (train.length === 0) {
    throw new BadInput('There is no text to train on. Every one was dropped, or none was made.');
  }
  const featuresOf = async (rows: Rows) => {
    const { dimension } = encoder;
    const vectors = await encoder.embed(
      rows.map(({ text }) => text),
      settings.maxLength,
    );
    return rows.map((_, row) => vectors.subarray(row * dimension, (row + 1) * dimension));
  };
  const regress = async (rows: Rows, around?: LinearClassifier) => {
    const features = await featuresOf(rows);
    const targets = rows.map(targetOf);
    const rowWeights = rows.map(({ weight = 1 }) => weight);
    const C =
      settings.strength ??
      chooseStrength(features, targets, classes, stream, { rowWeights, around });
    return fitLogisticRegression(features, targets, classes, { C, rowWeights, around });
  };
  const model = await regress(train, first && (await regress(first.train)));
  const weight = weights.views.get(`${MEAN_HEAD}.weight`)!.data;
  for (const [c, row] of model.weights.entries()) weight.set(row, c * row.length);
  weights.views.get(`${MEAN_HEAD}.bias`)!.data.set(model.biases);
  return { model, featuresOf };
}

type FrozenHeadInput = Pick<
  TrainingInput,
  'train' | 'first' | 'classes' | 'settings' | 'stream' | 'weights'
>;
