import type { RecipeResult } from '../recipes/recipeResult.ts';
import { keptOf } from '../steps/clean.ts';
import type { Laboratory } from '../steps/context.ts';
import { labelsWithoutRow } from '../steps/labelsWithoutRow.ts';
import { dataMapFilter } from '../training/dataMapFilter.ts';
import { dynamicsOf } from '../training/trainStudent.ts';
import { measureOnPart } from './measureOnPart.ts';
import type { Yardstick } from './yardstick.ts';

/**
 * What the data map of a recipe's own rows does for its student (SynthesizRR App. C): one student is
 * trained to draw the map, the rows that it leaves out are left out, and students are trained on the
 * rest. The recipe's own result stays as it is, to compare with.
 * @param name of the recipe
 * @returns none where a label would have no row left
 */
export async function filteredByDataMap(
  lab: Laboratory,
  recipe: RecipeResult,
  name: string,
): Promise<Yardstick | null> {
  const { filter, share } = lab.dataMap;
  const rows = keptOf(recipe.examples);
  const key = `yardstick/data-map-${name.replace(' ', '-')}`;
  const dynamics = await dynamicsOf(lab, `${key}/map/train`, rows);
  const kept = dataMapFilter(rows, dynamics, lab.dataMap);
  const without = labelsWithoutRow(lab.task.labels, kept);
  if (without.length > 0) {
    lab.note(
      `Data map: of the rows of ${name} none of ${without.join(', ')} would be left, so the filter is ` +
        'not measured. Lower dataMap.share.',
    );
    return null;
  }
  return measureOnPart(lab, recipe, {
    rows: kept,
    variant: `rows of ${name} without the ${Math.round(share * 100)}% of lowest ${filter}`,
    key,
    trainKey: `${key}/${filter}/train`,
  });
}
