import { z } from 'zod';
import { attrprompt } from './attrprompt.ts';
import { confidence } from './confidence.ts';
import { fewgen } from './fewgen.ts';
import { goldgen } from './goldgen.ts';
import { hybrid } from './hybrid.ts';
import { llkd } from './llkd.ts';
import { progen } from './progen.ts';
import type { RecipeData, RecipeVariant } from './recipeData.ts';
import { regen } from './regen.ts';
import { reviewed } from './reviewed.ts';
import { s3 } from './s3.ts';
import { s3WithoutEes } from './s3WithoutEes.ts';
import { sungen } from './sungen.ts';
import { synthesizrr } from './synthesizrr.ts';
import { teacherLabels } from './teacherLabels.ts';
import { transfer } from './transfer.ts';
import { zerogen } from './zerogen.ts';

/** Every recipe by kind, in the order in which the run page shows them. */
export const recipes = {
  s3,
  synthesizrr,
  fewgen,
  zerogen,
  sungen,
  progen,
  attrprompt,
  hybrid,
  goldgen,
  s3WithoutEes,
  transfer,
  teacherLabels,
  llkd,
  regen,
  reviewed,
  confidence,
};

type Recipes = typeof recipes;
export type RecipeKind = keyof Recipes;
type Schema = Recipes[RecipeKind]['schema'];

export const recipeKinds = Object.keys(recipes) as RecipeKind[];

const [first, ...others] = Object.values(recipes).map(({ schema }): Schema => schema);
export const recipeSchema = z.discriminatedUnion('kind', [first!, ...others]);

export type RecipeSettings<Kind extends RecipeKind = RecipeKind> = z.output<
  Recipes[Kind]['schema']
>;

/** The description of a recipe, for callers that do not distinguish its kind. */
export function dataOf(kind: RecipeKind): RecipeData {
  // each entry takes the settings of its own kind, which the caller passes along
  return recipes[kind] as unknown as RecipeData;
}

/**
 * The ids by which rows, students and reports refer to a recipe: 's3', 'synthesizrr/retricl',
 * 'transfer/ourAdd'.
 */
export function recipeId(settings: RecipeSettings): string {
  const variant = dataOf(settings.kind).variantOf(settings);
  return variant === 'only' ? settings.kind : `${settings.kind}/${variant}`;
}

/** Every variant of every recipe, by its id. */
export const recipeVariants: ReadonlyMap<
  string,
  RecipeVariant & { readonly kind: RecipeKind; readonly data: RecipeData }
> = new Map(
  recipeKinds.flatMap((kind) => {
    const data = dataOf(kind);
    return Object.entries(data.variants).map(
      ([variant, words]) =>
        [variant === 'only' ? kind : `${kind}/${variant}`, { ...words, kind, data }] as const,
    );
  }),
);

/** Whether it makes rows of its own, rather than reading those of earlier runs. */
export const makesRows = ({ makes }: RecipeData): boolean =>
  makes === 'writtenRows' || makes === 'labelledPassages';

/** The display name of a recipe, from its id: 'Learn from mistakes (S3)'. */
export function recipeTitle(id: string): string {
  const variant = recipeVariants.get(id);
  return variant ? `${variant.plainName} (${variant.paperName})` : id;
}
