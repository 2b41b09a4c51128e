import { fill, sharedStart } from '../prompts/promptSet.ts';
import type { RunContext } from '../steps/context.ts';
import type { DecodingParameters } from '../steps/generate.ts';
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
  { temperature, topP }: { readonly temperature: number; readonly topP: number },
): DecodingParameters {
  const { maxTokens, stop } = task.prompts.s3;
  return { temperature, topP, maxTokens, stop };
}

/** A call with the length of those for errors, which are the longest of S3's. */
export function typicalS3Call(
  settings: { readonly temperature: number; readonly topP: number },
  { task, example: { context = '', text, label } }: PromptMaterial,
): TypicalCall {
  const { extrapolate, chat } = task.prompts.s3;
  const words = { ...s3Words({ task }, label), context, text };
  const shared = sharedStart(extrapolate, words, VARYING);
  return {
    prompt: { text: fill(extrapolate, words), chat, shared },
    sampling: s3Decoding({ task }, settings),
  };
}
