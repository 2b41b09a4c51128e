import type { Laboratory } from '../steps/context.ts';
import type { DecodingParameters } from '../steps/generate.ts';

/** What S3's templates name a label by; of questions, whose label it is, the answer. */
export function s3Words({ task }: Pick<Laboratory, 'task'>, label: string): Record<string, string> {
  if (task.kind === 'extractive-qa') return { answer: label };
  return { label: task.prompts.s3.verbalizers[label]!, meaning: task.meanings[label]! };
}

/** How S3's calls that write rows are drawn. */
export function s3Decoding(
  { task }: Laboratory,
  { temperature, topP }: { readonly temperature: number; readonly topP: number },
): DecodingParameters {
  const { maxTokens, stop } = task.prompts.s3;
  return { temperature, topP, maxTokens, stop };
}
