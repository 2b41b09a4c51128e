import { BadInput } from '../../../models/badInput.ts';
import type { GoldExample } from '../import/goldExample.ts';
import type { Task } from './context.ts';

/** @throws BadInput if a label has no seed text that could be shown */
export function requireShots(recipe: string, label: string, found: number, wayOut: string): void {
  if (found > 0) return;
  throw new BadInput(
    `${recipe}: there is no seed text to show for the label ${label}. Give some (gold.seed). ` +
      `${wayOut} to show none.`,
  );
}

/** The same check before a run, for every label. */
export function requireSeedShots(
  recipe: string,
  { task, gold }: { readonly task: Pick<Task, 'labels'>; readonly gold: readonly GoldExample[] },
  wayOut: string,
): void {
  for (const label of task.labels) {
    const own = gold.filter((row) => row.split === 'seed' && row.label === label);
    requireShots(recipe, label, own.length, wayOut);
  }
}
