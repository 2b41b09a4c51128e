import { type RecipeSettings, recipeId, recipeVariants } from '../../contract/recipes/recipes.ts';

/** How yardsticks name a recipe's rows: in the report, and as a place in step keys. */
export function rowsName(settings: RecipeSettings): {
  readonly title: string;
  readonly place: string;
} {
  const id = recipeId(settings);
  return {
    title: recipeVariants.get(id)!.paperName,
    place: id.replace('/', '-'),
  };
}
