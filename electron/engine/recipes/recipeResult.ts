import type { RecipeSettings } from '../../contract/recipes/recipes.ts';
import type { GridSearch, LabelSet, RetrievalCounts, Score } from '../../contract/report.ts';
import type { GoldExample } from '../import/goldExample.ts';
import { droppedCounts, type Example, keptOf } from '../steps/example.ts';
import { type Generation, tokensOf } from '../steps/generate.ts';
import type { TrainedStudent } from '../training/trainStudent.ts';

/** The state of a recipe after one of its rounds, as the report shows it. */
export interface RoundResult {
  readonly round: number;
  /** Its name in the report: 'S3 seed only', 'S3 after round 1'. */
  readonly title: string;
  readonly rows: RowCounts;
  readonly emptyQueries: number;
  readonly validation: Score | null;
  readonly test: Score | null;
  readonly tokens: number;
  /** Ids of the steps that the recipe had used by then, to sum their seconds. */
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
  /** The final students, one for each student seed. */
  readonly students: readonly TrainedStudent[];
  /** The search that chose the students' settings, if there was a grid. */
  readonly grid?: GridSearch;
  /** How much the results of its queries overlapped, if it used retrieval. */
  readonly retrieved?: RetrievalCounts;
  /** The human labels that the recipe used. */
  readonly consumed: readonly GoldExample[];
  /** Rows that a person accepted or relabelled, if the recipe learns from reviews. */
  readonly reviewed: number;
}

/** The rows that a recipe continues from, and the calls that produced them. */
export interface Synthesised {
  readonly examples: readonly Example[];
  /** The calls that wrote rows. */
  readonly generations: readonly Generation[];
  /** Tokens of calls that wrote no rows: S3's lists of rationales. */
  readonly otherTokens: number;
  readonly asked: number;
  /** Queries without any usable passage, if the rows were rewritten from passages. */
  readonly emptyQueries: number;
}

/** Cumulative rows and tokens. */
export function countRows(
  asked: number,
  generations: readonly Generation[],
  examples: readonly Example[],
): RowCounts & { tokens: number } {
  return {
    asked,
    generated: examples.length,
    dropped: droppedCounts(examples),
    kept: keptOf(examples).length,
    tokens: tokensOf(generations),
  };
}

/** The set of labels that a recipe learned from; null if it used none. */
export function labelSetOf({ consumed }: Pick<RecipeResult, 'consumed'>): LabelSet | null {
  const uses = (split: string) => consumed.some((example) => example.split === split);
  if (!uses('validation')) return uses('seed') ? 'seed' : null;
  return uses('seed') ? 'seed and validation' : 'validation';
}
