/** One person's decision about a row in another program. */
export interface OutsideDecision {
  readonly origin: string;
  /** The person's name in the file; null if it has none. */
  readonly reviewer: string | null;
  /** Milliseconds since 1970; null if the file does not record it. */
  readonly at: number | null;
  readonly verdict: 'keep' | 'reject' | 'skip';
  /** Null if none was given. */
  readonly label: string | null;
  /** The corrected text; null if it was not changed. */
  readonly text: string | null;
}

/** The contents of another program's file. */
export interface OutsideFile {
  readonly program: 'Label Studio' | 'Argilla';
  readonly records: number;
  /** Ids of all records, including those without a decision. */
  readonly origins: readonly string[];
  /** Ids of records to which a person gave several labels, which is no decision. */
  readonly undecided: readonly string[];
  /** In chronological order, as far as the file records it. */
  readonly decisions: readonly OutsideDecision[];
}
