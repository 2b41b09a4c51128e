import { stepKey } from '../journal/stepKey.ts';
import type { RecipeResult } from '../recipes/recipeResult.ts';
import type { RunContext } from '../steps/context.ts';
import { taughtRows } from '../steps/example.ts';
import { labelsWithoutRow } from '../steps/labelsWithoutRow.ts';
import { dataMapFilter } from '../training/dataMapFilter.ts';
import { dynamicsOf } from '../training/trainStudent.ts';
import { measureOnPart } from './measureOnPart.ts';
import { rowsName } from './rowsName.ts';
import type { Measured } from './yardstick.ts';

/**
 * Measures how filtering by the data map of a recipe's own rows affects its student (SynthesizRR
 * App. C): one student is trained to draw the map, the rows that the map rejects are left out, and
 * students are trained on the rest. The recipe's own result stays as it is, for comparison.
 * @returns none if a label would have no row left
 */
export async function filteredByDataMap(
  ctx: RunContext,
  recipe: RecipeResult,
): Promise<Measured | null> {
  const { filter, share } = ctx.dataMap;
  const rows = taughtRows(recipe);
  const { title, place } = rowsName(recipe.settings);
  const part = `data-map-${place}`;
  const dynamics = await dynamicsOf(ctx, stepKey('train', 'yardstick', part, 'map'), rows);
  const kept = dataMapFilter(rows, dynamics, ctx.dataMap);
  const without = labelsWithoutRow(ctx.task.labels, kept);
  if (without.length > 0) {
    ctx.note(
      `Data map: of the rows of ${title} none of ${without.join(', ')} would be left, so the filter is ` +
        'not measured. Lower dataMap.share.',
    );
    return null;
  }
  return measureOnPart(ctx, recipe, {
    rows: kept,
    kind: 'dataMap',
    title: `rows of ${title} without the ${Math.round(share * 100)}% of lowest ${filter}`,
    key: stepKey('train', 'yardstick', part, filter),
  });
}
