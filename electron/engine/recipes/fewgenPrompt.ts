import type { Prompt } from '../../../models/teacher/teacher.ts';
import type { TextContext, TextTask } from '../steps/context.ts';
import { fitShots } from '../steps/fitShots.ts';
import { instructionFor } from './instructionFor.ts';

/**
 * SynthesizRR's App. H: each shot is the instruction for the label and a text of that label, and
 * the last answer is left open. Shots that do not fit the teacher's context are left out.
 * @param recipe its name in a note
 * @throws BadInput if the instruction alone does not fit
 */
export function fewgenPrompt(
  ctx: TextContext,
  recipe: string,
  label: string,
  texts: readonly string[],
): Promise<Prompt> {
  const asked = openBlock(ctx.task, label);
  const open = {
    block: asked,
    name: `the instruction for ${label}`,
    wayOut: 'Shorten the prompt, or choose a teacher with a larger context.',
  };
  const shots = texts.map((text) => `${asked} ${text}`);
  return fitShots(ctx, recipe, shots, open, ctx.task.prompts.synthesizrr.maxTokens);
}

/** The instruction for a label, followed by the start of the teacher's answer. */
export function openBlock(task: TextTask, label: string): string {
  const { fewgen } = task.prompts;
  return `${instructionFor(task, label, fewgen)}\n${fewgen.prefix}:`;
}
