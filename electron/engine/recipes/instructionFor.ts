import { fill, type PromptSet } from '../prompts/promptSet.ts';
import type { TextTask } from '../steps/context.ts';
import type { PromptBlock } from '../steps/layoutPrompt.ts';

/**
 * SynthesizRR's R_inv for a label, or FewGen's I_inv: the instruction with the label's verbalizer.
 */
export function instructionFor(
  { prompts, meanings }: Pick<TextTask, 'prompts' | 'meanings'>,
  label: string,
  { instruction }: { readonly instruction: string } = prompts.synthesizrr,
): string {
  return fill(instruction, {
    label: prompts.synthesizrr.verbalizers[label]!,
    meaning: meanings[label]!,
  });
}

/** SynthesizRR App. H's block of a passage, its instruction and the answer. */
export function passageBlock(
  { synthesizrr: { source, prefix }, inChat }: PromptSet,
  passage: string,
  instruction: string,
  answer = '',
): PromptBlock {
  return { asked: `${source}: ${passage}\n${instruction}`, prefix, answer, inChat };
}
