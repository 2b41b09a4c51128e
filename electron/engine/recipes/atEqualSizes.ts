import { keptOf } from '../steps/clean.ts';
import type { Laboratory } from '../steps/context.ts';
import { scoreOf, trainStudents } from '../steps/trainStudent.ts';
import { labelSetOf, type RecipeResult } from './recipeResult.ts';
import { tunedAs } from './tunedAs.ts';
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
  for (const recipe of recipes) {
    const measured = await onRows(lab, recipe, fewest, `rows of ${nameOf(recipe)} at equal rows`);
    if (measured) result.push(measured);
  }
  for (const recipe of writing) {
    const share = cheapest / tokensOf(recipe);
    const rows = Math.floor(share * keptOf(recipe.examples).length);
    const measured = await onRows(lab, recipe, rows, `rows of ${nameOf(recipe)} at equal tokens`);
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
  const rows = n < all.length ? lab.run.random(key).sample(all, n) : all;
  const without = lab.task.labels.filter((label) => rows.every((row) => row.label !== label));
  if (without.length > 0) {
    lab.note(`${variant}: ${n} rows have none of ${without.join(', ')}, so this is not measured.`);
    return null;
  }
  const usesValidation = labelSetOf(recipe)?.includes('validation') ?? false;
  const students =
    n < all.length
      ? await trainStudents(tunedAs(recipe, lab), `${key}/train`, rows, {
          choose: usesValidation ? 'best' : 'last',
          test: true,
          keep: false,
        })
      : recipe.students;
  return {
    variant,
    humanLabels: recipe.consumed.length,
    rows: rows.length,
    validation: scoreOf(lab, students, 'validation'),
    test: scoreOf(lab, students, 'test'),
    steps: [key],
  };
}
