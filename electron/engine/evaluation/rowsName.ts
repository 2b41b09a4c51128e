import { type RecipeSettings, recipeId, recipeVariants } from '../../contract/recipes/recipes.ts';
import { recipePart } from '../journal/stepKey.ts';

/** The name of a recipe's rows in yardsticks: in the report, and as a part of step keys. */
export function rowsName(settings: RecipeSettings): {
  readonly title: string;
  readonly place: string;
} {
  const id = recipeId(settings);
  return {
    title: recipeVariants.get(id)!.paperName,
    place: recipePart(id),
  };
}
