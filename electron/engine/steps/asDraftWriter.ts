import type { RunContext } from './context.ts';

/**
 * Does work in which the experiment's base model stands for the teacher; the teacher itself, if no base model is
 * named. Only one of the two is in memory at a time: the next call of the other starts its processes again.
 * @param title the recipe's name in a note
 */
export async function asDraftWriter<Context extends RunContext, Result>(
  ctx: Context,
  title: string,
  work: (drafting: Context) => Promise<Result>,
): Promise<Result> {
  const { hosts, models, note } = ctx;
  const { name } = models.base ?? models.teacher;
  note(`${title}: ${name} writes drafts as raw text, and ${models.teacher.name} refines them.`);
  if (!hosts.base || !models.base) return work(ctx);
  hosts.teacher.rest?.();
  try {
    return await work({
      ...ctx,
      hosts: { ...hosts, teacher: hosts.base },
      models: { ...models, teacher: models.base },
    });
  } finally {
    hosts.base.rest?.();
  }
}
