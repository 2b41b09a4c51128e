import type { FilterName } from '../../contract/experiment.ts';

/** The origin of a row: every row can show how it was made. */
export interface Lineage {
  readonly generation: string;
  /** The validation example that it extrapolates: a student's error, or any in GoldGen. */
  readonly error?: string;
  /** The passage that it rewrites, its cosine to the query, and the query. */
  readonly passage?: string;
  readonly cosine?: number;
  readonly query?: string;
  /** The gold example whose context it has. */
  readonly contextOf?: string;
}

/** A parsed output before cleaning. */
export interface Candidate {
  /** The first text of a pair, which was given and not written. */
  readonly context?: string;
  readonly text: string;
  /** For a question, its answer. */
  readonly label: string;
  /** For a question, the offset of its answer in the context, in UTF-16 units. */
  readonly answerStart?: number;
  readonly lineage: Lineage;
  /** What it must have to be long enough, where its recipe says so. */
  readonly shortestWords?: number;
  /** Texts that it must not copy: the passage, the gold it saw. */
  readonly sources?: { readonly passage?: string; readonly gold?: readonly string[] };
}

/** Why a row is not in the dataset: a filter, or because fewer rows were wanted than were kept. */
export type DropReason = FilterName | 'surplus';

export interface Example {
  readonly context?: string;
  readonly text: string;
  readonly label: string;
  readonly answerStart?: number;
  readonly lineage: Lineage;
  /** What dropped it; a dropped row stays in the project. */
  readonly droppedBy: DropReason | null;
}

/** The examples of the dataset. */
export const keptOf = (examples: readonly Example[]) =>
  examples.filter(({ droppedBy }) => droppedBy === null);

/** How many rows each filter dropped, and how many were surplus. */
export function droppedCounts(examples: readonly Example[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { droppedBy } of examples) {
    if (droppedBy) counts[droppedBy] = (counts[droppedBy] ?? 0) + 1;
  }
  return counts;
}
