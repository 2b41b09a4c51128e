import { BadInput } from '../badInput.ts';
import type { Encoder } from '../encoder/encoder.ts';
import { MEAN_HEAD } from './classificationHead.ts';
import {
  chooseStrength,
  classify,
  fitLogisticRegression,
  type LinearClassifier,
} from './logisticRegression.ts';
import type { TrainingResult } from './runTraining.ts';
import { type TrainingInput, targetOf } from './trainStudent.ts';

/**
 * Trains only the head of a student: a multinomial logistic regression on the mean-pooled features
 * of its frozen body, with a ridge penalty chosen by cross-validation. With few labels it beats
 * fine-tuning, and it takes seconds. With examples that come first, the penalty pulls to the
 * regression on these.
 * @param encoder the frozen body, which gives the features
 * @throws BadInput if there is nothing to train on
 */
export async function trainHead(
  { train, first, validation, watched, classes, settings, stream, weights }: TrainingInput,
  encoder: Encoder,
): Promise<TrainingResult> {
  if (train.length === 0) {
    throw new BadInput('There is no text to train on. Every one was dropped, or none was made.');
  }
  const featuresOf = async (rows: TrainingInput['train']) => {
    const { dimension } = encoder;
    const vectors = await encoder.embed(
      rows.map(({ text }) => text),
      settings.maxLength,
    );
    return rows.map((_, row) => vectors.subarray(row * dimension, (row + 1) * dimension));
  };
  const regress = async (rows: TrainingInput['train'], around?: LinearClassifier) => {
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
  const accuracy = async (rows: TrainingInput['train']) => {
    const held = await featuresOf(rows);
    return rows.filter(({ label }, i) => classify(model, held[i]!) === label).length / rows.length;
  };
  const record = {
    epoch: 1,
    loss: 0,
    ...(validation.length > 0 ? { validationAccuracy: await accuracy(validation) } : {}),
    ...(watched
      ? { trainingAccuracy: await accuracy(train), watchedAccuracy: await accuracy(watched) }
      : {}),
  };
  return { history: [record], chosenEpoch: 1, cutTexts: 0 };
}
