import { BadInput } from '../../../models/badInput.ts';
import type { Prompt } from '../../../models/teacher/teacher.ts';
import type { RunContext } from './context.ts';
import { layoutPrompt, type PromptBlock } from './layoutPrompt.ts';

/**
 * A prompt in SynthesizRR's layout. If it does not fit the teacher's context with `maxTokens` of
 * answer, the last shots are left out and counted, never the open block.
 * @param recipe its name where shots are counted
 * @param open.name and open.wayOut are used in the error message
 * @param chat whether it is put into the teacher's chat template
 * @throws BadInput if the open block alone does not fit
 */
export async function fitShots(
  { hosts, shotCounts }: Pick<RunContext, 'hosts' | 'shotCounts'>,
  recipe: string,
  given: readonly PromptBlock[],
  open: { readonly block: PromptBlock; readonly name: string; readonly wayOut: string },
  { maxTokens, chat }: { readonly maxTokens: number; readonly chat: boolean },
): Promise<Prompt> {
  const { teacher } = hosts;
  for (let shots = given.length; ; shots--) {
    const prompt = layoutPrompt(given.slice(0, shots), open.block, chat);
    const [tokens] = await teacher.countTokens([prompt]);
    if (tokens! + maxTokens <= teacher.contextSize) {
      shotCounts.add(recipe, given.length, shots);
      return prompt;
    }
    if (shots === 0) {
      throw new BadInput(
        `${recipe}: ${open.name} takes ${tokens} tokens and the answer ${maxTokens}, more than the ` +
          `teacher's ${teacher.contextSize}. ${open.wayOut}`,
      );
    }
  }
}
