import type { Database } from '../../../native/sqlite/database.ts';
import { recipeVariants } from '../../contract/recipes/recipes.ts';
import type { JudgedRow } from '../evaluation/gateLabels.ts';
import { gateKey } from '../journal/stepKey.ts';

/**
 * Deletes what the judges of the label gate said of rows, by their generations.
 * @returns the steps that lost something
 */
export function deleteJudgements(database: Database, generations: ReadonlySet<string>): number[] {
  return [...recipeVariants.keys()].flatMap((recipe) =>
    database
      .all<{ id: number; value: string }>(
        'SELECT id, value FROM steps WHERE key = ? AND value IS NOT NULL',
        gateKey(recipe),
      )
      .flatMap(({ id, value }) => {
        const judged = JSON.parse(value) as JudgedRow[];
        const rest = judged.filter(({ generation }) => !generations.has(generation));
        if (rest.length === judged.length) return [];
        database.run('UPDATE steps SET value = ? WHERE id = ?', JSON.stringify(rest), id);
        return [id];
      }),
  );
}
