import { BadInput } from '../../../models/badInput.ts';
import type { Prompt } from '../../../models/teacher/teacher.ts';
import type { ZerogenSettings } from '../../contract/recipes/zerogen.ts';
import { fill, type ZerogenPrompts } from '../prompts/promptSet.ts';
import type { Task } from '../steps/context.ts';
import type { Asked } from '../steps/generate.ts';
import type { PromptMaterial, TypicalCall } from './recipe.ts';

/** Lambda of self-debiasing, from the repository's tasks on pairs. */
const DECAY = 200;

/**
 * ZeroGen's prompt for a row: the label's prompt, contrasted with those of the other labels if the
 * rows are self-debiased.
 * @param context as the teacher is shown it; empty if there is none
 * @throws BadInput for a prompt set without ZeroGen's prompts
 */
export function zerogenPrompt(
  task: Task,
  settings: Pick<ZerogenSettings, 'selfDebiasing'>,
  label: string,
  context: string,
): Asked {
  const { verbalizers, text } = zerogenPrompts(task);
  const promptOf = (one: string): Prompt => ({
    text: fill(text, { label: verbalizers[one]!, meaning: task.meanings[one]!, context }),
    chat: false,
  });
  const decay = decayOf(task, settings);
  if (decay === undefined) return promptOf(label);
  const others = task.labels.filter((one) => one !== label);
  return { ...promptOf(label), against: { prompts: others.map(promptOf), decay } };
}

/** Lambda, if the rows are self-debiased. */
export function decayOf(
  { kind }: Task,
  { selfDebiasing }: Pick<ZerogenSettings, 'selfDebiasing'>,
): number | undefined {
  return selfDebiasing === 'pairs' && kind === 'text-pair-classification' ? DECAY : undefined;
}

/** @throws BadInput for a prompt set without ZeroGen's prompts */
export function zerogenPrompts({ prompts, kind }: Task): ZerogenPrompts {
  if (prompts.zerogen) return prompts.zerogen;
  const [generic, some] =
    kind === 'text-classification' ? ['generic', 'imdb, sst2'] : ['generic-pairs', 'rte, qnli'];
  throw new BadInput(
    `recipes: the prompt set ${prompts.name} has no prompts for zerogen. Set task.prompts to ${generic}, ` +
      `which is made from the labels, or to a set that has some: ${some}.`,
  );
}

/** A call that writes a row. */
export function typicalZerogenCall(
  settings: Pick<ZerogenSettings, 'selfDebiasing' | 'temperature' | 'topP'>,
  { task, example: { context = '', label } }: PromptMaterial,
): TypicalCall {
  const { temperature, topP } = settings;
  const { maxTokens } = zerogenPrompts(task);
  const prompt = zerogenPrompt(task, settings, label, context);
  return { prompt, sampling: { temperature, topP, maxTokens, stop: [] } };
}
