import type { PromptSet } from '../prompts/promptSet.ts';

/**
 * SynthesizRR App. H's layout of a passage, its instruction and the answer, which is left open where
 * the teacher is to write it.
 */
export function passageBlock(
  { source, prefix }: Pick<PromptSet['synthesizrr'], 'source' | 'prefix'>,
  passage: string,
  instruction: string,
  answer = '',
): string {
  return `${source}: ${passage}\n${instruction}\n${prefix}:${answer === '' ? '' : ` ${answer}`}`;
}
