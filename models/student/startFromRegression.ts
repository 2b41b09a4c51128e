import type { Encoder } from '../encoder/encoder.ts';
import { fitFrozenHead } from './frozenHead.ts';
import type { TrainingInput } from './trainStudent.ts';

/**
 * Starts the fine-tuning of a mean-pooled student from the regression on its frozen body, instead of
 * from a random head whose first gradients would distort the features that the body has: LP-FT
 * (Kumar et al. 2022, arXiv 2202.10054). With examples that come first, it is the regression on
 * these, from which their training goes on.
 *
 * Nothing of it is in a checkpoint: a training that resumes computes the same head again, and a
 * checkpoint belongs only to trainings that start from the same weights.
 * @param encoder the frozen body, which gives the features
 * @throws BadInput if there is nothing to train on
 */
export async function startFromRegression(
  { first, ...input }: TrainingInput,
  encoder: Encoder,
): Promise<void> {
  await fitFrozenHead({ ...input, train: first?.train ?? input.train }, encoder);
}
