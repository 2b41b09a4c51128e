import { z } from 'zod';
import { filterNames } from './experiment.ts';

/** What reviewers decided about a row. */
export const reviewStates = ['open', 'accepted', 'rejected', 'skipped'] as const;
export type ReviewState = (typeof reviewStates)[number];

/** Which rows a reviewer wants to see; what is not said does not matter. */
export const reviewFilterSchema = z.strictObject({
  label: z.string().optional(),
  recipe: z.string().optional(),
  round: z.int().optional(),
  /** What cleaning did with the row: kept, dropped by any filter, or by this one; or it was surplus. */
  cleaning: z.enum(['kept', 'dropped', ...filterNames, 'surplus']).optional(),
  state: z.enum(reviewStates).optional(),
  reviewer: z.string().optional(),
  flagged: z.boolean().optional(),
  /** The gold example behind it: 'validation:dev.csv:17'. */
  gold: z.string().optional(),
  /** Words that the text contains, in any case. */
  text: z.string().optional(),
});
export type ReviewFilter = z.output<typeof reviewFilterSchema>;

export const reviewSorts = ['written', 'uncertain', 'shortest', 'longest', 'changed'] as const;
export const reviewSortSchema = z.enum(reviewSorts);
export type ReviewSort = z.output<typeof reviewSortSchema>;

/** An example as a reviewer sees it: as it is after all reviews of it. */
export interface ReviewRow {
  readonly id: number;
  /** The first text of a pair, which was given and not written; null for single texts. */
  readonly context: string | null;
  readonly text: string;
  /** For a question, its answer. */
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
  /** Milliseconds since 1970; null while nobody has touched it. */
  readonly changedAt: number | null;
  /**
   * The label's probability, from 0 to 1, by a student that was not trained on the row; null where
   * the row was not looked at, or its text was changed since.
   */
  readonly confidence: number | null;
}

export const reviewActionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('accept') }),
  z.strictObject({ kind: z.literal('reject') }),
  z.strictObject({ kind: z.literal('skip') }),
  /** Another label; `accept` says whether the row is thereby accepted. */
  z.strictObject({ kind: z.literal('relabel'), label: z.string(), accept: z.boolean() }),
  z.strictObject({ kind: z.literal('edit'), text: z.string().trim().min(1) }),
  z.strictObject({ kind: z.literal('comment'), text: z.string().trim().min(1) }),
  z.strictObject({ kind: z.literal('flag'), on: z.boolean() }),
]);
export type ReviewAction = z.output<typeof reviewActionSchema>;

/** Something that a person did, as it is recorded: never changed, never deleted. */
export interface ReviewEvent {
  readonly id: number;
  /** Events of one action share it; undo and redo name it. */
  readonly action: number;
  readonly kind: ReviewAction['kind'];
  readonly label: string | null;
  readonly text: string | null;
  readonly reviewer: string;
  readonly at: number;
  readonly undone: boolean;
}

/** What an action, an undo or a redo did. */
export interface ReviewOutcome {
  /** Rows that it was done to. */
  readonly changed: number;
  /** Their new state, where they are few enough to send. */
  readonly rows: readonly ReviewRow[];
  /** For people: 'Accepted 3 rows'. */
  readonly sentence: string;
}

/** What a gold example is to a row: imitated by it, the query of its passage, or whose context it has. */
export type GoldRole = 'imitated' | 'query' | 'context';

/** Everything behind a row. */
export interface RowLineage {
  readonly original: { readonly text: string; readonly label: string };
  readonly generation: {
    readonly prompt: string;
    readonly output: string;
    readonly temperature: number;
    readonly topP: number;
    readonly seed: number;
    readonly tokens: number;
    readonly seconds: number;
  } | null;
  /** The gold error that it extrapolates, the seed text that retrieved its passage, or its context's. */
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
  readonly events: readonly ReviewEvent[];
}

/** A blind check of a random sample: people label texts without seeing the rows' labels. */
export interface Audit {
  readonly size: number;
  readonly answered: number;
  /** Answers that gave the row's own label. */
  readonly agreed: number;
  /** Wilson's 95% interval of agreed / answered; null while nothing is answered. */
  readonly ci95: readonly [number, number] | null;
  /** The text to label next; null when all are. */
  readonly next: {
    readonly row: number;
    readonly context: string | null;
    readonly text: string;
  } | null;
}
