import type { Encoder } from '../encoder/encoder.ts';
import { fitFrozenHead } from './frozenHead.ts';
import { classify } from './logisticRegression.ts';
import type { TrainingResult } from './runTraining.ts';
import type { TrainingInput } from './trainStudent.ts';

/**
 * Trains only the head of a student, see `fitFrozenHead`. With few labels it beats fine-tuning, and it
 * takes seconds.
 * @param encoder the frozen body, which gives the features
 * @throws BadInput if there is nothing to train on
 */
export async function trainHead(input: TrainingInput, encoder: Encoder): Promise<TrainingResult> {
  const { train, validation, watched } = input;
  const { model, featuresOf } = await fitFrozenHead(input, encoder);
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
