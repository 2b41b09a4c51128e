import type { GoldExample } from '../import/readGold.ts';
import { type Candidate, clean, requireYield } from '../steps/clean.ts';
import type { Laboratory } from '../steps/context.ts';
import type { Generation } from '../steps/generate.ts';
import type { RecipeResult } from './recipeResult.ts';
import { trainOnKept } from './trainOnKept.ts';

/** What a recipe of one round has written, before cleaning. */
interface Written {
  readonly recipe: RecipeResult['recipe'];
  readonly variant: string;
  /** As a sentence names the recipe. */
  readonly title: string;
  readonly asked: number;
  readonly candidates: readonly Candidate[];
  readonly generations: readonly Generation[];
  readonly emptyQueries: number;
  readonly consumed: readonly GoldExample[];
  /** The keys' first parts of what was done before. */
  readonly steps: readonly string[];
}

/**
 * What the recipes of one round have in common: clean, check the yield, and train the students for a
 * fixed number of epochs, the last of which counts; no validation (SynthesizRR App. K).
 * @throws BadInput where too few rows are left
 */
export async function learnFrom(
  lab: Laboratory,
  name: string,
  { candidates, title, ...facts }: Written,
): Promise<RecipeResult> {
  const examples = await clean(lab, `${name}/clean`, candidates);
  requireYield(title, examples, lab.task.labels);
  return trainOnKept(lab, name, { ...facts, examples, otherTokens: 0, choose: 'last' });
}
