import { fill } from '../prompts/promptSet.ts';
import type { TextTask } from '../steps/context.ts';

/** SynthesizRR's R_inv for a label, or FewGen's I_inv: the instruction with the label's verbalizer. */
export function instructionFor(
  { prompts, meanings }: TextTask,
  label: string,
  { instruction }: { readonly instruction: string } = prompts.synthesizrr,
): string {
  return fill(instruction, {
    label: prompts.synthesizrr.verbalizers[label]!,
    meaning: meanings[label]!,
  });
}
