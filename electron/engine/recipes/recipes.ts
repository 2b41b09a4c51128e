import type { RecipeKind } from '../../contract/recipes/recipes.ts';
import { attrprompt } from './attrprompt.ts';
import { confidence } from './confidence.ts';
import { fewgen } from './fewgen.ts';
import { goldgen } from './goldgen.ts';
import { hybrid } from './hybrid.ts';
import { llkd } from './llkd.ts';
import { progen } from './progen.ts';
import type { AnyRecipe, Recipe } from './recipe.ts';
import { regen } from './regen.ts';
import { reviewed } from './reviewed.ts';
import { s3 } from './s3.ts';
import { s3WithoutEes } from './s3WithoutEes.ts';
import { sungen } from './sungen.ts';
import { synthesizrr } from './synthesizrr.ts';
import { teacherLabels } from './teacherLabels.ts';
import { transfer } from './transfer.ts';
import { zerogen } from './zerogen.ts';

/** The behaviour of each recipe. */
export const recipes: { readonly [Kind in RecipeKind]: Recipe<Kind> } = {
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

/** The recipe of a kind, for callers that have its settings and do not distinguish the kind. */
export function recipeOf({ kind }: { readonly kind: RecipeKind }): AnyRecipe {
  // each takes the settings of its own kind, which the caller passes along
  return recipes[kind] as AnyRecipe;
}
