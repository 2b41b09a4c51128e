import type { GoldExample } from '../import/readGold.ts';
import type { Laboratory } from '../steps/context.ts';

/**
 * Says of how many questions the teacher is shown a context whose end, with the answer, was cut off.
 * @param shown of each example's context, as much as fits
 */
export function noteLostAnswers(
  { note }: Pick<Laboratory, 'note'>,
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
