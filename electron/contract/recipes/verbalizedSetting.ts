import { z } from 'zod';
import { from } from '../from.ts';

/** For recipes that ask for a row in a chat. */
export const verbalizedSetting = {
  verbalized: z
    .int()
    .min(0)
    .max(20)
    .default(0)
    .meta(
      from(
        'Verbalized Sampling (arXiv 2510.01171): 5; 0 is ours',
        'texts that one answer holds, each with the probability that the teacher gives it, so that it does not repeat the most typical one; 0 asks for one text without',
      ),
    ),
};
export type VerbalizedSetting = z.output<z.ZodObject<typeof verbalizedSetting>>['verbalized'];

/** The calls that write: an answer holds one text, or several with their probabilities (Verbalized Sampling). */
export const writingCalls = ({
  rows,
  verbalized,
}: {
  readonly rows: number;
  readonly verbalized: VerbalizedSetting;
}): number => Math.ceil(rows / Math.max(verbalized, 1));
