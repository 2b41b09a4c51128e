/** What a row of a dataset holds beside its origin. */
interface DatasetRow {
  /** The first text of a pair, or the text that holds a question's answer. */
  readonly context?: string | undefined;
  readonly text: string;
  readonly label: string;
  /** For a question, the offset of its answer, the label, in the context, in UTF-16 units. */
  readonly answerStart?: number | undefined;
}

/** SQuAD's form of a question (Rajpurkar et al. 2016), as `datasets` has it. */
interface AskedRow {
  readonly context: string;
  readonly question: string;
  /** Places are counted in characters of Unicode. */
  readonly answers: { readonly text: string[]; readonly answer_start: number[] };
}

/** A row's fields in a JSONL: a text or a pair with its label, or a question in SQuAD's form. */
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
