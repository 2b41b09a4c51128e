import { type RecipeSettings, recipeId, recipeVariants } from '../../contract/recipes/recipes.ts';

/** How yardsticks name a recipe's rows: in the report, and as a place in step keys. */
export function rowsName(settings: RecipeSettings): {
  readonly title: string;
  readonly place: string;
} {
  const id = recipeId(settings);
  return {
    title: recipeVariants.get(id)!.paperName,
    // SynthesizRR's variants are known by their own names, as in earlier runs
    place: id.replace(/^synthesizrr\//, '').replace('/', '-'),
  };
}
