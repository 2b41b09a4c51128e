import type { Prompt } from '../../../models/teacher/teacher.ts';
import type { TextContext, TextTask } from '../steps/context.ts';
import { fitShots } from '../steps/fitShots.ts';
import type { PromptBlock } from '../steps/layoutPrompt.ts';
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
  chat: boolean,
): Promise<Prompt> {
  const open = {
    block: instructionBlock(ctx.task, label),
    name: `the instruction for ${label}`,
    wayOut: 'Shorten the prompt, or choose a teacher with a larger context.',
  };
  const shots = texts.map((text) => instructionBlock(ctx.task, label, text));
  const { maxTokens } = ctx.task.prompts.synthesizrr;
  return fitShots(ctx, recipe, shots, open, { maxTokens, chat });
}

/** App. H's block of the instruction for a label and its answer. */
export function instructionBlock(task: TextTask, label: string, answer = ''): PromptBlock {
  const { fewgen, inChat } = task.prompts;
  return { asked: instructionFor(task, label, fewgen), prefix: fewgen.prefix, answer, inChat };
}
