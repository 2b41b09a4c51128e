/** What a row of a dataset holds beside its origin. */
interface DatasetRow {
  /** Of a pair, the first text; of a question, the text that has its answer. */
  readonly context?: string | undefined;
  readonly text: string;
  readonly label: string;
  /** Of a question, where its answer, the label, begins in the context, in UTF-16 units. */
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
