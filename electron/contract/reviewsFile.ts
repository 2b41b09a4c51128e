import type { ReviewAction } from './review.ts';

/** What people decided in another program, before it is taken over: nothing is changed yet. */
export interface ReviewsFile {
  /** The path at which the file waits. */
  readonly file: string;
  readonly name: string;
  readonly program: 'Label Studio' | 'Argilla';
  /** Records in the file. */
  readonly records: number;
  /** Rows that would change. */
  readonly changedRows: number;
  /** What would be recorded on them. */
  readonly changes: Readonly<Partial<Record<ReviewAction['kind'], number>>>;
  /** Rows on which people in the file do not agree; the last one counts. */
  readonly disagreeing: number;
  /** Rows that were reviewed here after they were in the other program, which stay as they are. */
  readonly newerHere: number;
  /** Records whose id is no row of this project. */
  readonly unknown: number;
  /** One of their ids. */
  readonly unknownExample: string | null;
  readonly reviewers: readonly string[];
}
