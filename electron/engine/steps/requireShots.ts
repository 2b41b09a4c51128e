import { BadInput } from '../../../models/badInput.ts';

/** @throws BadInput where a label has no seed text that could be shown */
export function requireShots(recipe: string, label: string, found: number, wayOut: string): void {
  if (found > 0) return;
  throw new BadInput(
    `${recipe}: there is no seed text to show for the label ${label}. Give some (gold.seed). ` +
      `${wayOut} to show none.`,
  );
}
