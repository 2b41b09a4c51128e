import type { ReviewState } from '../../contract/review.ts';

/** A row as it goes to another program. */
export interface SentRow {
  /** The first text of a pair. */
  readonly context?: string;
  readonly text: string;
  readonly label: string;
  /** The generation it was parsed from, by which it is known when it comes back. */
  readonly origin: string;
  readonly state: ReviewState;
}

/** What one person decided on a row in another program. */
export interface OutsideDecision {
  readonly origin: string;
  /** The person's name in the file; null if it has none. */
  readonly reviewer: string | null;
  /** Milliseconds since 1970; null where the file does not say. */
  readonly at: number | null;
  readonly verdict: 'keep' | 'reject' | 'skip';
  /** Null where none was given. */
  readonly label: string | null;
  /** The corrected text; null where it was left as it is. */
  readonly text: string | null;
}

/** A file of another program, read. */
export interface OutsideFile {
  readonly program: 'Label Studio' | 'Argilla';
  readonly records: number;
  /** Ids of all records, also of those on which nobody decided. */
  readonly origins: readonly string[];
  /** In the order in which they were made, as far as the file says. */
  readonly decisions: readonly OutsideDecision[];
}
