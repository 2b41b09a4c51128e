/** The content of a dataset row, without its origin. */
interface DatasetRow {
  /** The first text of a pair, or the text that contains a question's answer. */
  readonly context?: string | undefined;
  readonly text: string;
  readonly label: string;
  /** For a question, the offset of its answer (the label) in the context, in UTF-16 units. */
  readonly answerStart?: number | undefined;
}

/** SQuAD's format of a question (Rajpurkar et al. 2016), as in `datasets`. */
interface AskedRow {
  readonly context: string;
  readonly question: string;
  /** Offsets count Unicode characters. */
  readonly answers: { readonly text: string[]; readonly answer_start: number[] };
}

/** A row's fields in JSONL: a text or a pair with its label, or a question in SQuAD's format. */
export function datasetFields({
  context,
  text,
  label,
  answerStart,
}: DatasetRow): Omit<DatasetRow, 'answerStart'> | AskedRow {
  if (context === undefined) return { text, label };
  if (answerStart === undefined) return { context, text, label };
  const place = [...context.slice(0, answerStart)].length;
  return { context, question: text, answers: { text: [label], answer_start: [place] } };
}
