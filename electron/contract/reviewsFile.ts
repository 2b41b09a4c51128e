import type { ReviewAction } from './review.ts';

/**
 * The decisions that people made in another program, before they are imported: nothing has changed
 * yet.
 */
export interface ReviewsFile {
  /** The path where the file is stored until then. */
  readonly file: string;
  readonly name: string;
  readonly program: 'Label Studio' | 'Argilla';
  /** Number of records in the file. */
  readonly records: number;
  /** Number of rows that would change. */
  readonly changedRows: number;
  /** The actions that would be recorded on them. */
  readonly changes: Readonly<Partial<Record<ReviewAction['kind'], number>>>;
  /** Rows on which people in the file disagree; the last decision counts. */
  readonly disagreeing: number;
  /** Rows to which a person in the file gave several labels; that is no decision. */
  readonly undecided: number;
  /** Rows that were reviewed here later than in the other program; they do not change. */
  readonly newerHere: number;
  /** Records whose id is not a row of this project. */
  readonly unknown: number;
  /** One of their ids, as an example. */
  readonly unknownExample: string | null;
  readonly reviewers: readonly string[];
}
