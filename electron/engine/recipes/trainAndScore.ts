import { dataOf, type RecipeSettings, recipeId } from '../../contract/recipes/recipes.ts';
import type { RetrievalCounts } from '../../contract/report.ts';
import type { GoldExample } from '../import/goldExample.ts';
import { stepKey } from '../journal/stepKey.ts';
import type { RunContext } from '../steps/context.ts';
import { type Example, taughtRows } from '../steps/example.ts';
import type { Generation } from '../steps/generate.ts';
import { finalStudents } from '../training/finalStudents.ts';
import { scoreOf } from '../training/trainStudent.ts';
import { countRows, type RecipeResult } from './recipeResult.ts';

/** The cleaned output of a recipe of one round. */
interface Cleaned {
  /** The name of its single round in the report. */
  readonly title: string;
  readonly asked: number;
  readonly examples: readonly Example[];
  readonly generations: readonly Generation[];
  /** Tokens of calls that wrote no rows. */
  readonly otherTokens: number;
  readonly emptyQueries: number;
  readonly retrieved?: RetrievalCounts;
  readonly consumed: readonly GoldExample[];
}

/** Trains the students of a recipe of one round and scores them. */
export async function trainAndScore(
  ctx: RunContext,
  settings: RecipeSettings,
  { title, asked, examples, generations, ...facts }: Cleaned,
): Promise<RecipeResult> {
  const { students, labels, ...tuning } = await finalStudents(
    ctx,
    stepKey('train', recipeId(settings)),
    taughtRows({ settings, examples }),
    { choose: dataOf(settings.kind).epoch, consumed: facts.consumed },
  );
  const { tokens, ...rows } = countRows(asked, generations, examples);
  return {
    settings,
    rounds: [
      {
        round: 0,
        title,
        rows,
        emptyQueries: facts.emptyQueries,
        validation: scoreOf(ctx, students, 'validation'),
        test: scoreOf(ctx, students, 'test'),
        tokens: tokens + facts.otherTokens,
        steps: ctx.run.used(),
      },
    ],
    examples,
    students,
    ...tuning,
    ...(facts.retrieved ? { retrieved: facts.retrieved } : {}),
    consumed: labels,
    reviewed: 0,
  };
}
