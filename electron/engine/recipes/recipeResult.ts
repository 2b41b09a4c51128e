import type { RecipeSettings } from '../../contract/recipeSchema.ts';
import type { GridSearch, Score } from '../../contract/report.ts';
import type { GoldExample } from '../import/readGold.ts';
import type { RetrievalCounts } from '../measures/retrievalCounts.ts';
import { droppedCounts, type Example, keptOf } from '../steps/clean.ts';
import { type Generation, tokensOf } from '../steps/generate.ts';
import type { TrainedStudent } from '../training/trainStudent.ts';

/** The state of a recipe after one of its rounds, as the report shows it. */
export interface RoundResult {
  readonly round: number;
  /** In the report: 'seed only', 'after round 1'. */
  readonly variant: string;
  readonly rows: RowCounts;
  readonly emptyQueries: number;
  readonly validation: Score | null;
  readonly test: Score | null;
  readonly tokens: number;
  /** The keys' first part, for the seconds of its steps. */
  readonly steps: readonly string[];
}

export interface RowCounts {
  readonly asked: number;
  readonly generated: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly kept: number;
}

export interface RecipeResult {
  readonly recipe: Exclude<RecipeSettings['kind'], 'confidence'>;
  readonly rounds: readonly RoundResult[];
  /** The synthetic dataset. */
  readonly examples: readonly Example[];
  /** The final student, one for each student seed. */
  readonly students: readonly TrainedStudent[];
  /** Where the settings of the students were chosen among several. */
  readonly grid?: GridSearch;
  /** Where it retrieved: how much its queries found the same. */
  readonly retrieved?: RetrievalCounts;
  /** The labels that people gave and that the recipe used. */
  readonly consumed: readonly GoldExample[];
  /** Rows that a person accepted or labelled anew, where the recipe learns from reviews. */
  readonly reviewed: number;
}

/** Rows and tokens of everything made so far. */
export function countRows(
  asked: number,
  generations: readonly Generation[],
  examples: readonly Example[],
): RowCounts & { tokens: number } {
  return {
    asked,
    generated: generations.length,
    dropped: droppedCounts(examples),
    kept: keptOf(examples).length,
    tokens: tokensOf(generations),
  };
}

/** Human labels that a recipe may have learned from. */
export type LabelSet = 'seed' | 'validation' | 'seed and validation';

/** Which labels a recipe learned from; null where it used none. */
export function labelSetOf({ consumed }: Pick<RecipeResult, 'consumed'>): LabelSet | null {
  const uses = (split: string) => consumed.some((example) => example.split === split);
  if (!uses('validation')) return uses('seed') ? 'seed' : null;
  return uses('seed') ? 'seed and validation' : 'validation';
}
