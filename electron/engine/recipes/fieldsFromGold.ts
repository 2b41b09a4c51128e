import type { GoldExample } from '../import/goldExample.ts';
import type { RunContext } from '../steps/context.ts';
import type { Candidate } from '../steps/example.ts';

/**
 * The fields that a row of a multi-sentence task copies unchanged from its gold example (S3,
 * Algorithm 3): the context, and for a question the answer's offset in it.
 */
export function fieldsFromGold({
  context,
  answerStart,
}: GoldExample): Pick<Candidate, 'context' | 'answerStart'> {
  return {
    ...(context === undefined ? {} : { context }),
    ...(answerStart === undefined ? {} : { answerStart }),
  };
}

/**
 * Notes how many questions lose their answer because the teacher is shown a context without its
 * end.
 * @param shown the part of each example's context that fits
 */
export function noteLostAnswers(
  { note }: Pick<RunContext, 'note'>,
  examples: readonly GoldExample[],
  shown: readonly string[],
): void {
  const lost = examples.filter(
    ({ answerStart, label }, i) => answerStart !== undefined && !shown[i]!.includes(label),
  );
  if (lost.length === 0) return;
  note(
    `S3: ${lost.length} of ${examples.length} contexts are too long for the teacher, which is shown their ` +
      'beginning, and that lacks the answer. Give shorter ones.',
  );
}
