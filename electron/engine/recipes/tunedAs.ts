import type { Laboratory } from '../steps/context.ts';
import { withSettings } from '../training/withSettings.ts';
import type { RecipeResult } from './recipeResult.ts';

/**
 * The laboratory for further students of a recipe's rows: with the settings that a grid chose for the
 * recipe's own, so that they differ from those in the rows alone. Nobody looks at their curves.
 */
export function tunedAs({ grid }: Pick<RecipeResult, 'grid'>, lab: Laboratory): Laboratory {
  const plain: Laboratory = { ...lab, student: { ...lab.student, curves: 'off' } };
  return grid ? withSettings(plain, grid.points[grid.chosen]!.settings) : plain;
}
