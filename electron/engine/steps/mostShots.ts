import { BadInput } from '../../../models/badInput.ts';
import type { Prompt } from '../../../models/teacher/teacher.ts';
import type { RunContext } from './context.ts';

/**
 * The prompt with as many shots as the teacher's context has room for; the last ones are left out and counted.
 * @param recipe its name where shots are counted
 * @param promptOf the prompt with its first n shots
 * @param alone what is said of the prompt without any, if it does not fit
 * @throws BadInput if the prompt does not fit without shots
 */
export async function mostShots<Kind extends Prompt>(
  { hosts, shotCounts }: Pick<RunContext, 'hosts' | 'shotCounts'>,
  recipe: string,
  given: number,
  promptOf: (shots: number) => Kind,
  maxTokens: number,
  { name, wayOut }: { readonly name: string; readonly wayOut: string },
): Promise<Kind> {
  const { teacher } = hosts;
  for (let shots = given; ; shots--) {
    const prompt = promptOf(shots);
    const [tokens] = await teacher.countTokens([prompt]);
    if (tokens! + maxTokens <= teacher.contextSize) {
      shotCounts.add(recipe, given, shots);
      return prompt;
    }
    if (shots === 0) {
      throw new BadInput(
        `${recipe}: ${name} takes ${tokens} tokens and the answer ${maxTokens}, more than the ` +
          `teacher's ${teacher.contextSize}. ${wayOut}`,
      );
    }
  }
}
