import { BadInput } from '../../../models/badInput.ts';
import type { VerbalizedSetting } from '../../contract/recipes/verbalizedSetting.ts';
import { fill, sharedStart } from '../prompts/promptSet.ts';
import type { RunContext, Task } from '../steps/context.ts';
import type { DecodingParameters } from '../steps/generate.ts';
import { askedForSeveral, decodingOfSeveral } from '../steps/verbalized.ts';
import type { PromptMaterial, TypicalCall } from './recipe.ts';

/** How S3's templates name a label; for questions, whose label is the answer, by the answer. */
export function s3Words({ task }: Pick<RunContext, 'task'>, label: string): Record<string, string> {
  if (task.kind === 'extractive-qa') return { answer: label };
  return { label: task.prompts.s3.verbalizers[label]!, meaning: task.meanings[label]! };
}

/** The places of T_mis that differ between examples of a label. */
export const VARYING = ['context', 'text', 'answer'];

/** The sampling settings of S3's calls that write rows. */
export function s3Decoding(
  { task }: Pick<RunContext, 'task'>,
  {
    temperature,
    topP,
    verbalized = 0,
  }: {
    readonly temperature: number;
    readonly topP: number;
    readonly verbalized?: VerbalizedSetting;
  },
): DecodingParameters {
  const { maxTokens, stop } = task.prompts.s3;
  return decodingOfSeveral({ temperature, topP, maxTokens, stop }, verbalized);
}

/**
 * @param isInChat whether S3's prompts for these calls are turns of a chat
 * @throws BadInput for several texts in an answer to a prompt that is continued as raw text
 */
export function requireChatForSeveral(
  { kind, verbalized }: { readonly kind: string; readonly verbalized: VerbalizedSetting },
  { prompts }: Task,
  isInChat: boolean,
): void {
  if (verbalized === 0 || isInChat) return;
  throw new BadInput(
    `recipes: ${kind} is to write ${verbalized} texts in an answer (verbalized), for which it asks in a chat, and with ` +
      `the prompt set ${prompts.name} the teacher continues raw text. Leave verbalized out, or choose another prompt set.`,
  );
}

/** A call with the length of those for errors, which are the longest of S3's. */
export function typicalS3Call(
  settings: Parameters<typeof s3Decoding>[1],
  { task, example: { context = '', text, label } }: PromptMaterial,
): TypicalCall {
  const { extrapolate, chat } = task.prompts.s3;
  const words = { ...s3Words({ task }, label), context, text };
  const shared = sharedStart(extrapolate, words, VARYING);
  return {
    prompt: askedForSeveral(
      { text: fill(extrapolate, words), chat, shared },
      settings.verbalized ?? 0,
    ),
    sampling: s3Decoding({ task }, settings),
  };
}
