import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { onlyVariant, recipeData } from '../../../../../electron/contract/recipes/recipeData.ts';
import {
  dataOf,
  type RecipeKind,
  type RecipeSettings,
  recipeId,
  recipeKinds,
  recipeSchema,
  recipeVariants,
} from '../../../../../electron/contract/recipes/recipes.ts';
import { s3 as s3Data } from '../../../../../electron/contract/recipes/s3.ts';
import type { Recipe } from '../../../../../electron/engine/recipes/recipe.ts';
import { recipes } from '../../../../../electron/engine/recipes/recipes.ts';

// what follows is held by `tsc -p test`: an error that is expected and does not come is an error

const schema = z.strictObject({ kind: z.literal('toy'), rows: z.int() });

test('a definition that lacks a field does not compile', () => {
  const words = { plainName: 'Toy', paperName: 'Toy', explanation: '' };
  const complete = recipeData({
    ...onlyVariant(words, { hasRounds: false }),
    schema,
    tasks: [],
    needs: [],
    makes: 'writtenRows',
    cards: 'one',
    isSuggested: false,
    consumes: () => [],
    epoch: 'last',
  });
  const { epoch: _, ...rest } = complete;
  // @ts-expect-error it does not say what chooses its epoch
  recipeData(rest);
  // @ts-expect-error it has no plan
  const unplanned: Recipe<'s3'> = { data: s3Data, check() {}, run: recipes.s3.run };
  expect(unplanned.data).toBe(s3Data);
});

test('a registry that lacks a recipe does not compile', () => {
  const { s3: _, ...others } = recipes;
  // @ts-expect-error s3 is missing
  const registry: { readonly [Kind in RecipeKind]: Recipe<Kind> } = others;
  expect(Object.keys(registry)).not.toContain('s3');
});

test('each recipe is registered under its kind, in the engine as in the contract', () => {
  for (const kind of recipeKinds) {
    expect(dataOf(kind).schema.shape.kind.value).toBe(kind);
    expect(recipes[kind].data).toBe(dataOf(kind));
  }
  expect(Object.keys(recipes)).toEqual(recipeKinds);
});

test('the settings of a kind are those of its schema', () => {
  expectTypeOf<RecipeSettings<'s3'>>().toEqualTypeOf<z.output<typeof s3Data.schema>>();
  const settings = recipeSchema.parse({ kind: 's3', rows: 4 });
  expect(settings).toMatchObject({ kind: 's3', rounds: 2, lowF1: 1 });
});

test.each([
  [{ kind: 's3', rows: 1 }, 's3'],
  [{ kind: 'synthesizrr', variant: 'retricl', rows: 1 }, 'synthesizrr/retricl'],
  [{ kind: 'fewgen', rows: 1 }, 'fewgen/few-shot'],
  [{ kind: 'fewgen', rows: 1, shots: 0 }, 'fewgen/zero-shot'],
  [{ kind: 'transfer', rows: 1, add: 'synAdd' }, 'transfer/synAdd'],
])('%j is known as %s', (settings, id) => {
  expect(recipeId(recipeSchema.parse(settings))).toBe(id);
  expect(recipeVariants.get(id)?.kind).toBe(settings.kind);
});
