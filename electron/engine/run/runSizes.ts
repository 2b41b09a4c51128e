import type { GoldExample } from '../import/goldExample.ts';
import type { Sizes } from '../recipes/recipe.ts';
import type { Task } from '../steps/context.ts';

/** The sizes of a run by its task and gold, with those that only the project knows. */
export function runSizes(
  task: Task,
  gold: readonly GoldExample[],
  rest: Pick<Sizes, 'passages' | 'reviewed'>,
): Sizes {
  const of = (split: string) => gold.filter((row) => row.split === split).length;
  return {
    task: task.kind,
    labels: task.labels.length,
    makesContexts:
      task.kind === 'text-classification' && task.prompts.zerogen?.context !== undefined,
    attributes:
      task.kind === 'text-classification' ? (task.prompts.attrprompt?.attributes ?? []) : [],
    seed: of('seed'),
    validation: of('validation'),
    test: of('test'),
    ...rest,
  };
}
