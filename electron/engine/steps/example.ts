import type { DropReason, LeftOutReason } from '../../contract/dropReasons.ts';
import { dataOf, type RecipeSettings } from '../../contract/recipes/recipes.ts';
import { mean } from '../measures/mean.ts';
import type { LabelledRow, LabelShares } from './labelledRow.ts';

/** The origin of a row, so that every row can show how it was made. */
export interface Lineage {
  /** The call that wrote it, with the line if the answer holds several texts (Verbalized Sampling). */
  readonly generation: string;
  /** The call that wrote its draft, if `generation` refined one (BARE). */
  readonly draft?: string;
  /** The validation example that it extrapolates: a student's error, or any example in GoldGen. */
  readonly error?: string;
  /** The passage that it rewrites, its cosine to the query, and the query. */
  readonly passage?: string;
  readonly cosine?: number;
  readonly query?: string;
  /** The gold example that its context comes from. */
  readonly contextOf?: string;
  /** The gold example of another label that was shown beside the error. */
  readonly contrast?: string;
  /** What the teacher gave each label, if students learn that in the place of the row's label. */
  readonly shares?: LabelShares;
  /** How far its label is to be believed, from 0 to 1, beside the other rows of the label (SunGen). */
  readonly weight?: number;
  /** By how much the loss on held-out rows grows if a student learns more from it; below 0 it helps (ProGen). */
  readonly influence?: number;
}

/** A parsed output before cleaning. */
export interface Candidate {
  /** The first text of a pair, which was given and not generated. */
  readonly context?: string;
  readonly text: string;
  /** For a question, its answer. */
  readonly label: string;
  /** For a question, the offset of its answer in the context, in UTF-16 units. */
  readonly answerStart?: number;
  readonly lineage: Lineage;
  /** The words or marks it needs to count as long enough, if its recipe sets any. */
  readonly shortestWords?: number;
  /** Texts that it must not copy: the passage, and the gold in its prompt. */
  readonly sources?: { readonly passage?: string; readonly gold?: readonly string[] };
  /**
   * Why its recipe leaves it out: `unreadable` in any case, because it is a line of an answer that no text could be
   * read from; the others if no filter drops it.
   */
  readonly leftOut?: LeftOutReason;
}

export interface Example {
  readonly context?: string;
  readonly text: string;
  readonly label: string;
  readonly answerStart?: number;
  readonly lineage: Lineage;
  /** The reason why it was dropped; a dropped row stays in the project. */
  readonly droppedBy: DropReason | null;
}

/** The names of the gold examples that a row was written from. */
export const writtenFrom = ({
  lineage: { error, query, contextOf, contrast },
}: Example): string[] => [error, query, contextOf, contrast].flatMap((name) => name ?? []);

/** The examples of the dataset. */
export const keptOf = (examples: readonly Example[]) =>
  examples.filter(({ droppedBy }) => droppedBy === null);

/**
 * The examples of the dataset as a recipe's own students learn from them: with the teacher's shares
 * where a row has them, and by their weights if the recipe says so, which are then 1 on average in each label. They
 * belong to the label that the recipe gave, so rows that people reviewed come without.
 */
export function taughtRows({ settings, examples }: MadeExamples): (Example & LabelledRow)[] {
  const kept = keptOf(examples);
  const byWeight = dataOf(settings.kind).learnsByWeight?.(settings) ?? false;
  const means = byWeight ? meanWeights(kept) : undefined;
  return kept.map((row) => ({
    ...row,
    ...(row.lineage.shares ? { shares: row.lineage.shares } : {}),
    ...(means ? { weight: row.lineage.weight! / means.get(row.label)! } : {}),
  }));
}

/** The mean weight of the rows of each label. */
function meanWeights(rows: readonly Example[]): Map<string, number> {
  const weightsOf = new Map<string, number[]>();
  for (const { label, lineage } of rows) {
    const own = weightsOf.get(label);
    if (own) own.push(lineage.weight!);
    else weightsOf.set(label, [lineage.weight!]);
  }
  return new Map([...weightsOf].map(([label, weights]) => [label, mean(weights)]));
}

interface MadeExamples {
  readonly settings: RecipeSettings;
  readonly examples: readonly Example[];
}

/** The number of rows that are not in the dataset, by the reason. */
export function droppedCounts(examples: readonly Example[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { droppedBy } of examples) {
    if (droppedBy) counts[droppedBy] = (counts[droppedBy] ?? 0) + 1;
  }
  return counts;
}
