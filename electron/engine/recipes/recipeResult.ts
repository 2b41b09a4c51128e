import type { RecipeSettings } from '../../contract/recipes/recipes.ts';
import type { GridSearch, LabelSet, Score } from '../../contract/report.ts';
import type { GoldExample } from '../import/goldExample.ts';
import type { RetrievalCounts } from '../measures/retrievalCounts.ts';
import { droppedCounts, type Example, keptOf } from '../steps/example.ts';
import { type Generation, tokensOf } from '../steps/generate.ts';
import type { TrainedStudent } from '../training/trainStudent.ts';

/** The state of a recipe after one of its rounds, as the report shows it. */
export interface RoundResult {
  readonly round: number;
  /** In the report: 'S3 seed only', 'S3 after round 1'. */
  readonly title: string;
  readonly rows: RowCounts;
  readonly emptyQueries: number;
  readonly validation: Score | null;
  readonly test: Score | null;
  readonly tokens: number;
  /** Ids of the steps that the recipe had used by then, for their seconds. */
  readonly steps: readonly number[];
}

export interface RowCounts {
  readonly asked: number;
  readonly generated: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly kept: number;
}

export interface RecipeResult {
  readonly settings: RecipeSettings;
  readonly rounds: readonly RoundResult[];
  /** The synthetic dataset. */
  readonly examples: readonly Example[];
  /** The final student, one for each student seed. */
  readonly students: readonly TrainedStudent[];
  /** The search that chose the students' settings, where there was a grid. */
  readonly grid?: GridSearch;
  /** How much its queries found the same, where it retrieved. */
  readonly retrieved?: RetrievalCounts;
  /** The labels that people gave and that the recipe used. */
  readonly consumed: readonly GoldExample[];
  /** Rows that a person accepted or labelled anew, where the recipe learns from reviews. */
  readonly reviewed: number;
}

/** Rows that a recipe goes on from, and the calls that made them. */
export interface Synthesised {
  readonly examples: readonly Example[];
  /** The calls that wrote rows. */
  readonly generations: readonly Generation[];
  /** Tokens of calls that wrote no rows: S3's lists of rationales. */
  readonly otherTokens: number;
  readonly asked: number;
  /** Queries without a single usable passage, where the rows were rewritten from passages. */
  readonly emptyQueries: number;
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

/** Which labels a recipe learned from; null where it used none. */
export function labelSetOf({ consumed }: Pick<RecipeResult, 'consumed'>): LabelSet | null {
  const uses = (split: string) => consumed.some((example) => example.split === split);
  if (!uses('validation')) return uses('seed') ? 'seed' : null;
  return uses('seed') ? 'seed and validation' : 'validation';
}
