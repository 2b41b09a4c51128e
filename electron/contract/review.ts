import { z } from 'zod';
import { dropReasons } from './dropReasons.ts';

/** A reviewer's decision about a row. */
export const reviewStates = ['open', 'accepted', 'rejected', 'skipped'] as const;
export type ReviewState = (typeof reviewStates)[number];

/** The rows that a reviewer wants to see; a missing field filters nothing. */
export const reviewFilterSchema = z.strictObject({
  label: z.string().optional(),
  recipe: z.string().optional(),
  round: z.int().optional(),
  /** The outcome of cleaning: kept, dropped for any reason, or dropped for this one. */
  cleaning: z.enum(['kept', 'dropped', ...dropReasons]).optional(),
  state: z.enum(reviewStates).optional(),
  reviewer: z.string().optional(),
  flagged: z.boolean().optional(),
  /** The gold example that the row comes from: 'validation:dev.csv:17'. */
  gold: z.string().optional(),
  /** These rows, in this order unless another is chosen: a worklist, or rows that were marked on a map. */
  rows: z.array(z.int()).max(1_000_000).optional(),
  /** Words that the text contains, ignoring case. */
  text: z.string().optional(),
});
export type ReviewFilter = z.output<typeof reviewFilterSchema>;

export const reviewSorts = [
  'written',
  'uncertain',
  'doubted',
  'shortest',
  'longest',
  'changed',
] as const;
export const reviewSortSchema = z.enum(reviewSorts);
export type ReviewSort = z.output<typeof reviewSortSchema>;

/** An example as a reviewer sees it, with all reviews applied. */
export interface ReviewRow {
  readonly id: number;
  /** The first text of a pair, which was given and not generated; null for single texts. */
  readonly context: string | null;
  readonly text: string;
  /** The answer to a question. */
  readonly label: string;
  /** For a question, the offset of its answer in the context, in UTF-16 units; else null. */
  readonly answerStart: number | null;
  /** The label that the teacher's prompt asked for. */
  readonly writtenLabel: string;
  readonly recipe: string;
  readonly round: number;
  /** The cleaning filter that dropped it, or null. */
  readonly droppedBy: string | null;
  readonly state: ReviewState;
  readonly flagged: boolean;
  readonly edited: boolean;
  readonly comments: number;
  readonly reviewer: string | null;
  /** Milliseconds since 1970; null until somebody changes it. */
  readonly changedAt: number | null;
  /**
   * The label's probability, from 0 to 1, from a student that was not trained on the row; null if
   * the row was not judged, or if its text has changed since.
   */
  readonly confidence: number | null;
  /**
   * The labels that the label gate's judges gave the row, who did not write it: a student of the labels
   * and the teacher; null if they were not asked, or if its text has changed since.
   */
  readonly judged: { readonly byLabels: string; readonly byTeacher: string } | null;
}

export const reviewActionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('accept') }),
  z.strictObject({ kind: z.literal('reject') }),
  z.strictObject({ kind: z.literal('skip') }),
  /** Changes the label; `accept` says whether that also accepts the row. */
  z.strictObject({ kind: z.literal('relabel'), label: z.string(), accept: z.boolean() }),
  z.strictObject({ kind: z.literal('edit'), text: z.string().trim().min(1).max(1_000_000) }),
  z.strictObject({ kind: z.literal('comment'), text: z.string().trim().min(1).max(100_000) }),
  z.strictObject({ kind: z.literal('flag'), on: z.boolean() }),
]);
export type ReviewAction = z.output<typeof reviewActionSchema>;

/** A person's action as it is recorded: never changed, never deleted. */
export interface ReviewEvent {
  readonly id: number;
  /** Events of one action share it; undo and redo refer to it. */
  readonly action: number;
  readonly kind: ReviewAction['kind'];
  readonly label: string | null;
  readonly text: string | null;
  readonly reviewer: string;
  readonly at: number;
  readonly undone: boolean;
}

/** The result of an action, an undo or a redo. */
export interface ReviewOutcome {
  /** Number of affected rows. */
  readonly changed: number;
  /** Their new state, if they are few enough to send. */
  readonly rows: readonly ReviewRow[];
  /** The message shown: 'Accepted 3 rows'. */
  readonly sentence: string;
}

/**
 * How a row uses a gold example: it imitates the example, its passage was retrieved by it, or it
 * has its context.
 */
export type GoldRole = 'imitated' | 'query' | 'context';

/** The full origin of a row. */
export interface RowLineage {
  readonly original: { readonly text: string; readonly label: string };
  /** The raw output that was refined to this row; null if there is none. */
  readonly draft: string | null;
  /** Which line of the raw output it is, from 1; null if the output is this row alone. */
  readonly line: number | null;
  readonly generation: {
    readonly prompt: string;
    readonly output: string;
    readonly temperature: number;
    readonly topP: number;
    readonly seed: number;
    readonly tokens: number;
    readonly seconds: number;
    /** The endpoint that wrote it; null for a teacher of this computer. */
    readonly writtenBy: {
      readonly url: string;
      readonly model: string;
      readonly server: string | null;
    } | null;
    /** The mean of log P of its tokens by the teacher; null if it was not recorded. */
    readonly meanLog: number | null;
  } | null;
  /**
   * The gold error that it extrapolates, the seed text that retrieved its passage, or the source of
   * its context.
   */
  readonly gold: {
    readonly name: string;
    readonly role: GoldRole;
    readonly context: string | null;
    readonly text: string;
    readonly label: string;
  } | null;
  readonly passage: {
    readonly title: string | null;
    readonly text: string;
    readonly cosine: number | null;
  } | null;
  /** How far its label is to be believed beside the other rows of the label; null if nothing weighed it. */
  readonly weight: number | null;
  /** Below 0, students learn from it what other rows bear out; null if nothing measured it. */
  readonly influence: number | null;
  readonly events: readonly ReviewEvent[];
}

/** A blind check of a random sample: people label texts without seeing the rows' labels. */
export interface Audit {
  readonly size: number;
  readonly answered: number;
  /** Answers that agree with the row's label. */
  readonly agreed: number;
  /** Wilson's 95% interval of agreed / answered; null if nothing is answered yet. */
  readonly ci95: readonly [number, number] | null;
  /** The next text to label; null if all are labelled. */
  readonly next: {
    readonly row: number;
    readonly context: string | null;
    readonly text: string;
  } | null;
}
