import { stepKey } from '../journal/stepKey.ts';
import type { RecipeResult } from '../recipes/recipeResult.ts';
import type { RunContext } from '../steps/context.ts';
import { keptOf, taughtRows } from '../steps/example.ts';
import { labelsWithoutRow } from '../steps/labelsWithoutRow.ts';
import { measureOnPart } from './measureOnPart.ts';
import { rowsName } from './rowsName.ts';
import type { Measured } from './yardstick.ts';

/** A recipe with the number of its rows that the comparison uses. */
export interface EqualPart {
  readonly recipe: RecipeResult;
  readonly n: number;
  readonly what: 'rows' | 'tokens';
}

/**
 * Compares the recipes at equal numbers of kept rows, and at equal numbers of teacher tokens. New
 * students learn from a random sample of each recipe's rows: as many as the recipe with the fewest
 * kept has, and as many as the recipe could have written for the tokens of the cheapest. S3
 * compares itself with its own seed rows in this way (Table 3).
 */
export function equalParts(
  { note }: Pick<RunContext, 'note'>,
  recipes: readonly RecipeResult[],
): EqualPart[] {
  if (recipes.length < 2) {
    note('equalSizes: one recipe has none to be compared with.');
    return [];
  }
  const fewest = Math.min(...recipes.map(({ examples }) => keptOf(examples).length));
  // a recipe that only labels passages writes nothing
  const writing = recipes.filter((recipe) => tokensOf(recipe) > 0);
  const cheapest = Math.min(...writing.map(tokensOf));
  return [
    ...recipes.map((recipe) => ({ recipe, n: fewest, what: 'rows' as const })),
    ...writing.map((recipe) => {
      const share = cheapest / tokensOf(recipe);
      const n = Math.floor(share * keptOf(recipe.examples).length);
      return { recipe, n, what: 'tokens' as const };
    }),
  ];
}

const tokensOf = ({ rounds }: RecipeResult) => rounds.at(-1)!.tokens;

/** @returns none if a label would have no row */
export async function atEqualSize(
  ctx: RunContext,
  { recipe, n, what }: EqualPart,
): Promise<Measured | null> {
  const { title: name, place } = rowsName(recipe.settings);
  const title = `rows of ${name} at equal ${what}`;
  const part = `rows-of-${place}-at-equal-${what}`;
  const all = taughtRows(recipe);
  const isPart = n < all.length;
  const rows = isPart ? ctx.run.random(`yardstick/${part}`).sample(all, n) : all;
  const without = labelsWithoutRow(ctx.task.labels, rows);
  if (without.length > 0) {
    ctx.note(`${title}: ${n} rows have none of ${without.join(', ')}, so this is not measured.`);
    return null;
  }
  return measureOnPart(ctx, recipe, {
    rows,
    kind: what === 'rows' ? 'equalRows' : 'equalTokens',
    title,
    key: stepKey('train', 'yardstick', part),
    ...(isPart ? {} : { students: recipe.students }),
  });
}
