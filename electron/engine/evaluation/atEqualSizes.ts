import type { RecipeResult } from '../recipes/recipeResult.ts';
import { keptOf } from '../steps/clean.ts';
import type { Laboratory } from '../steps/context.ts';
import { labelsWithoutRow } from '../steps/labelsWithoutRow.ts';
import { measureOnPart } from './measureOnPart.ts';
import type { Yardstick } from './yardstick.ts';

/**
 * The recipes beside each other at equal numbers of kept rows, and at equal numbers of teacher tokens:
 * new students learn from as many rows, drawn at random, as the recipe with the fewest kept, and from the
 * share of its rows that a recipe's students could have had for the tokens of the cheapest. S3 compares
 * itself so with its own seed rows (Table 3).
 * @param nameOf a recipe's name in the report
 */
export async function atEqualSizes(
  lab: Laboratory,
  recipes: readonly RecipeResult[],
  nameOf: (recipe: RecipeResult) => string,
): Promise<Yardstick[]> {
  const result: Yardstick[] = [];
  if (recipes.length < 2) {
    lab.note('equalSizes: one recipe has none to be compared with.');
    return result;
  }
  const fewest = Math.min(...recipes.map(({ examples }) => keptOf(examples).length));
  // what only labels passages writes nothing
  const writing = recipes.filter((recipe) => tokensOf(recipe) > 0);
  const cheapest = Math.min(...writing.map(tokensOf));
  const parts = [
    ...recipes.map((recipe) => ({ recipe, n: fewest, what: 'rows' })),
    ...writing.map((recipe) => {
      const share = cheapest / tokensOf(recipe);
      return { recipe, n: Math.floor(share * keptOf(recipe.examples).length), what: 'tokens' };
    }),
  ];
  for (const { recipe, n, what } of parts) {
    const measured = await onRows(lab, recipe, n, `rows of ${nameOf(recipe)} at equal ${what}`);
    if (measured) result.push(measured);
  }
  return result;
}

const tokensOf = ({ rounds }: RecipeResult) => rounds.at(-1)!.tokens;

async function onRows(
  lab: Laboratory,
  recipe: RecipeResult,
  n: number,
  variant: string,
): Promise<Yardstick | null> {
  const key = `yardstick/${variant.replaceAll(' ', '-')}`;
  const all = keptOf(recipe.examples);
  const isPart = n < all.length;
  const rows = isPart ? lab.run.random(key).sample(all, n) : all;
  const without = labelsWithoutRow(lab.task.labels, rows);
  if (without.length > 0) {
    lab.note(`${variant}: ${n} rows have none of ${without.join(', ')}, so this is not measured.`);
    return null;
  }
  return measureOnPart(lab, recipe, {
    ...{ rows, variant, key, trainKey: `${key}/train` },
    ...(isPart ? {} : { students: recipe.students }),
  });
}
