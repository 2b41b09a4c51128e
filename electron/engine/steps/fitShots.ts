import type { Prompt } from '../../../models/teacher/teacher.ts';
import type { RunContext } from './context.ts';
import { layoutPrompt, type PromptBlock } from './layoutPrompt.ts';
import { mostShots } from './mostShots.ts';

/**
 * A prompt in SynthesizRR's layout. If it does not fit the teacher's context with `maxTokens` of
 * answer, the last shots are left out and counted, never the open block.
 * @param recipe its name where shots are counted
 * @param open.name and open.wayOut are used in the error message
 * @param chat whether it is put into the teacher's chat template
 * @throws BadInput if the open block alone does not fit
 */
export async function fitShots(
  ctx: Pick<RunContext, 'hosts' | 'shotCounts'>,
  recipe: string,
  given: readonly PromptBlock[],
  open: { readonly block: PromptBlock; readonly name: string; readonly wayOut: string },
  { maxTokens, chat }: { readonly maxTokens: number; readonly chat: boolean },
): Promise<Prompt> {
  const promptOf = (shots: number) => layoutPrompt(given.slice(0, shots), open.block, chat);
  return mostShots(ctx, recipe, given.length, promptOf, maxTokens, open);
}
