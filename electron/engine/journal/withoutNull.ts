/** What only some kinds of task have: of pairs a first text, of questions also the answer's place. */
interface Extras {
  readonly context?: string;
  readonly answerStart?: number;
  readonly otherAnswers?: readonly string[];
}

/** The same in a table: what a row has not is null there, and lists are JSON. */
interface StoredExtras {
  readonly context: string | null;
  readonly answerStart?: number | null;
  readonly otherAnswers?: string | null;
}

/** A row as a table has it. */
export type Stored<Row> = Omit<Row, keyof Extras> & StoredExtras;

/** A row as the engine has it: where there is no context, there is no such field. */
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
