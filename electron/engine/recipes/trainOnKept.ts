import type { GoldExample } from '../import/readGold.ts';
import type { RetrievalCounts } from '../measures/retrievalCounts.ts';
import { type Example, keptOf } from '../steps/clean.ts';
import type { Laboratory } from '../steps/context.ts';
import type { Generation } from '../steps/generate.ts';
import { finalStudents } from '../training/finalStudents.ts';
import { scoreOf } from '../training/trainStudent.ts';
import { countRows, type RecipeResult } from './recipeResult.ts';

/** What a recipe of one round has written and cleaned. */
interface Cleaned {
  readonly recipe: RecipeResult['recipe'];
  readonly variant: string;
  readonly asked: number;
  readonly examples: readonly Example[];
  readonly generations: readonly Generation[];
  /** Tokens of calls that wrote no rows. */
  readonly otherTokens: number;
  readonly emptyQueries: number;
  readonly retrieved?: RetrievalCounts;
  readonly consumed: readonly GoldExample[];
  /** As in `TrainingOptions`. */
  readonly choose: 'best' | 'last';
  /** The keys' first parts of what was done before. */
  readonly steps: readonly string[];
}

/** Trains the students of a recipe of one round and scores them. */
export async function trainOnKept(
  lab: Laboratory,
  name: string,
  { recipe, variant, asked, examples, generations, ...facts }: Cleaned,
): Promise<RecipeResult> {
  const { students, labels, ...tuning } = await finalStudents(
    lab,
    `${name}/train`,
    keptOf(examples),
    facts,
  );
  const { tokens, ...rows } = countRows(asked, generations, examples);
  return {
    recipe,
    rounds: [
      {
        round: 0,
        variant,
        // a recipe that only labels has examples without calls
        rows: { ...rows, generated: examples.length },
        emptyQueries: facts.emptyQueries,
        validation: scoreOf(lab, students, 'validation'),
        test: scoreOf(lab, students, 'test'),
        tokens: tokens + facts.otherTokens,
        steps: [...facts.steps, `${name}/`],
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
