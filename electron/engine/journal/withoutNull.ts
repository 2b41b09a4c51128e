/**
 * Fields of some kinds of task only: for pairs the first text, for questions also the answer's
 * offset.
 */
interface Extras {
  readonly context?: string;
  readonly answerStart?: number;
  readonly otherAnswers?: readonly string[];
}

/** The same fields in a table: missing ones are null, and lists are JSON. */
interface StoredExtras {
  readonly context: string | null;
  readonly answerStart?: number | null;
  readonly otherAnswers?: string | null;
}

/** Converts a row to its form in a table. */
export type Stored<Row> = Omit<Row, keyof Extras> & StoredExtras;

/** Converts a row from its form in a table: null fields are removed. */
export function withoutNull<Row extends StoredExtras>({
  context,
  answerStart = null,
  otherAnswers = null,
  ...row
}: Row): Omit<Row, keyof Extras> & Extras {
  return {
    ...(context === null ? {} : { context }),
    ...row,
    ...(answerStart === null ? {} : { answerStart }),
    ...(otherAnswers === null ? {} : { otherAnswers: JSON.parse(otherAnswers) as string[] }),
  };
}
