import type { GoldExample } from '../import/readGold.ts';
import type { Candidate } from '../steps/clean.ts';

/**
 * What a row of a multi-sentence task has from its gold example, unchanged (S3, Algorithm 3): the context,
 * and of a question the answer's place in it.
 */
export function givenOf({
  context,
  answerStart,
}: GoldExample): Pick<Candidate, 'context' | 'answerStart'> {
  return {
    ...(context === undefined ? {} : { context }),
    ...(answerStart === undefined ? {} : { answerStart }),
  };
}
