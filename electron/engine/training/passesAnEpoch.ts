import type { StudentSettings } from '../../contract/experiment.ts';

/**
 * How often an epoch goes through the rows, so that the whole training takes `leastSteps` steps at
 * least. A few rows in a fixed number of epochs are a few dozen steps, after which a student has
 * hardly moved from its random head; Mosbach, Andriushchenko and Klakow (2021, "On the Stability of
 * Fine-tuning BERT", section 6) attribute most of its instability to that and train far longer.
 *
 * Epochs stay the points at which a student is scored and saved, so that small data sets are not
 * scored dozens of times.
 * @param rows number of training examples; none is refused by the training itself
 */
export function passesAnEpoch(
  { epochs, batch, leastSteps }: Pick<StudentSettings, 'epochs' | 'batch' | 'leastSteps'>,
  rows: number,
): number {
  const stepsAPass = Math.ceil(Math.max(1, rows) / batch);
  return Math.max(1, Math.ceil(leastSteps / (epochs * stepsAPass)));
}
