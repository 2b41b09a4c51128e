import { type RecipeSettings, recipeId } from '../../contract/recipes/recipes.ts';
import type { RetrievalCounts } from '../../contract/report.ts';
import type { GoldExample } from '../import/goldExample.ts';
import { stepKey } from '../journal/stepKey.ts';
import { clean, requireYield } from '../steps/clean.ts';
import type { RunContext } from '../steps/context.ts';
import { type Candidate, keptOf } from '../steps/example.ts';
import type { Generation } from '../steps/generate.ts';
import type { RecipeResult } from './recipeResult.ts';
import { trainAndScore } from './trainAndScore.ts';

/** The output of a recipe of one round, before cleaning. */
interface Written {
  /** The recipe's name in notes and in the report. */
  readonly title: string;
  readonly asked: number;
  readonly candidates: readonly Candidate[];
  readonly generations: readonly Generation[];
  /** How many rows of each label are wanted, if not all are. */
  readonly shares?: Readonly<Record<string, number>> | undefined;
  /** Tokens of calls that wrote no rows; 0 if not given. */
  readonly otherTokens?: number;
  readonly emptyQueries: number;
  readonly retrieved?: RetrievalCounts;
  readonly consumed: readonly GoldExample[];
}

/**
 * The common part of the recipes of one round: clean, check the yield, and train the students for a
 * fixed number of epochs, the last of which counts; no validation (SynthesizRR App. K).
 * @throws NoYield if too few rows are left
 */
export async function cleanAndTrain(
  ctx: RunContext,
  settings: RecipeSettings,
  { candidates, title, shares, otherTokens = 0, ...facts }: Written,
): Promise<RecipeResult> {
  const examples = await clean(ctx, stepKey('clean', recipeId(settings)), candidates, [], shares);
  requireYield(title, examples, ctx.task.labels);
  for (const [label, share] of Object.entries(shares ?? {})) {
    const { length } = keptOf(examples).filter((row) => row.label === label);
    if (length < share) {
      ctx.note(`${title}: ${length} rows of ${label} were kept, of which ${share} were wanted.`);
    }
  }
  return trainAndScore(ctx, settings, { ...facts, title, examples, otherTokens });
}
