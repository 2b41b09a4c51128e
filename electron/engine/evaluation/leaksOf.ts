import { setImmediate } from 'node:timers/promises';
import type { Leak } from '../../contract/report.ts';
import { copiesOfItems } from '../measures/copiesOfItems.ts';
import type { RecipeResult } from '../recipes/recipeResult.ts';
import { keptOf } from '../steps/example.ts';
import type { LabelledRow } from '../steps/labelledRow.ts';
import { rowsName } from './rowsName.ts';

/** Rows between two turns of the engine: about a tenth of a second. */
const ROWS_A_TURN = 500;

/**
 * The recipes among whose rows are copies of test texts, near copies among them: what their students
 * score on the test says nothing of unseen texts.
 */
export async function leaksOf(
  recipes: readonly RecipeResult[],
  test: readonly LabelledRow[],
): Promise<Leak[]> {
  const leaks: Leak[] = [];
  for (const { settings, examples } of recipes) {
    const rows = keptOf(examples);
    let count = 0;
    for (let at = 0; at < rows.length; at += ROWS_A_TURN) {
      await setImmediate();
      const copies = copiesOfItems(rows.slice(at, at + ROWS_A_TURN), test);
      count += new Set(copies.map(({ first }) => first)).size;
    }
    if (count > 0) leaks.push({ rowsOf: rowsName(settings).title, rows: count });
  }
  return leaks;
}
