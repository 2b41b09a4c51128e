import type { RunContext } from './context.ts';

/**
 * Cuts each context to half of the teacher's context window; the other half is for the instruction
 * and the answer.
 */
export async function shownContexts(
  { hosts: { teacher } }: Pick<RunContext, 'hosts'>,
  contexts: readonly string[],
): Promise<string[]> {
  const cuts = await teacher.cutTexts(contexts, Math.floor(teacher.contextSize / 2));
  return cuts.map(({ text }) => text);
}
