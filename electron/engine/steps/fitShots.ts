import { BadInput } from '../../../models/badInput.ts';
import type { Prompt } from '../../../models/teacher/teacher.ts';
import type { RunContext } from './context.ts';

/**
 * A prompt in SynthesizRR's layout: shots, then the block whose answer is open, separated by blank
 * lines. If it does not fit the teacher's context with `maxTokens` of answer, the last shots are
 * left out, never the open block.
 * @param recipe its name in the note
 * @param open.name and open.wayOut are used in the error message
 * @throws BadInput if the open block alone does not fit
 */
export async function fitShots(
  { hosts, note }: Pick<RunContext, 'hosts' | 'note'>,
  recipe: string,
  given: readonly string[],
  open: { readonly block: string; readonly name: string; readonly wayOut: string },
  maxTokens: number,
): Promise<Prompt> {
  const { teacher } = hosts;
  for (let shots = given.length; ; shots--) {
    const text = [...given.slice(0, shots), open.block].join('\n\n');
    const prompt = { text, chat: false };
    const [tokens] = await teacher.countTokens([prompt]);
    if (tokens! + maxTokens <= teacher.contextSize) {
      if (shots < given.length) {
        note(`${recipe}: a prompt with ${given.length} shots does not fit; it keeps ${shots}.`);
      }
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
