import { BadInput } from '../../../models/badInput.ts';
import type { TaskKind } from '../../contract/experiment.ts';
import type { RecipeSettings } from '../../contract/recipeSchema.ts';
import { recipeTasks } from '../../contract/recipeTasks.ts';
import type { Laboratory, TextLaboratory } from '../steps/context.ts';

/**
 * The laboratory for a recipe that writes single texts.
 * @throws BadInput where the task is one of pairs, which was looked at before the run
 */
export function forTexts(lab: Laboratory, recipe: RecipeSettings): TextLaboratory {
  const { task } = lab;
  if (task.kind === 'text-classification') return { ...lab, task };
  throw notForTask(recipe, task.kind);
}

/** A recipe on a task that it does not support, with those that support it. */
export function notForTask({ kind }: RecipeSettings, task: TaskKind): BadInput {
  const others = Object.entries(recipeTasks).flatMap(([name, tasks]) =>
    tasks.includes(task) ? name : [],
  );
  return new BadInput(
    `recipes: ${kind} is for ${recipeTasks[kind].join(', ')}, and task.kind is ${task}. For that there ` +
      `are ${others.join(', ')}.`,
  );
}
