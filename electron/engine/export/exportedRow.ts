import type { ReviewState } from '../../contract/review.ts';
import { datasetFields } from './datasetFields.ts';

/** A row as it is exported, with the names that its columns have in files. */
export interface ExportedRow {
  readonly context?: string;
  readonly text: string;
  readonly label: string;
  /** For a question, the offset of its answer (the label) in the context, in UTF-16 units. */
  readonly answerStart?: number;
  readonly origin: string;
  readonly state: ReviewState;
  /** Empty where nobody reviewed the row. */
  readonly reviewer: string;
  readonly comment: string;
  readonly original_text: string;
  readonly original_label: string;
  readonly edited: boolean;
}

export type RowColumn = Exclude<keyof ExportedRow, 'answerStart'>;

interface ColumnFacts {
  /** Parquet's type. */
  readonly type: 'STRING' | 'BOOLEAN';
  readonly meaning: string;
}

/**
 * The columns of a table of rows, in their order. A table has all of them whether or not anybody
 * reviewed the rows, except that only pairs have a context.
 */
export const rowColumns: Readonly<Record<RowColumn, ColumnFacts>> = {
  context: { type: 'STRING', meaning: 'the first text of a pair' },
  text: { type: 'STRING', meaning: 'the text, as people left it' },
  label: { type: 'STRING', meaning: 'its label, as people left it' },
  origin: {
    type: 'STRING',
    meaning: 'the generation, or its line, that the row was parsed from: its id',
  },
  state: { type: 'STRING', meaning: 'open, accepted or skipped' },
  reviewer: {
    type: 'STRING',
    meaning: 'who changed the row last, by number or by name; empty if nobody did',
  },
  comment: { type: 'STRING', meaning: 'what people remarked, the oldest first' },
  original_text: { type: 'STRING', meaning: 'the text before any edit' },
  original_label: { type: 'STRING', meaning: 'the label before anybody changed it' },
  edited: { type: 'BOOLEAN', meaning: 'whether the text or the label is no longer the original' },
};

/** The columns that hold a label, which a dataset with numbered labels writes as its number. */
export const labelColumns: ReadonlySet<RowColumn> = new Set(['label', 'original_label']);

/** The rows of a project that are exported, read from its database as they are asked for. */
export interface RowTable {
  readonly columns: readonly RowColumn[];
  readonly count: number;
  /** Whether the rows are questions, whose labels are parts of their contexts. */
  readonly areQuestions: boolean;
  readonly rows: Iterable<ExportedRow>;
}

/** What a row's review left, which every format has beside the row itself. */
export function reviewFields(row: ExportedRow) {
  const { state, reviewer, comment, original_text, original_label, edited } = row;
  return { state, reviewer, comment, original_text, original_label, edited };
}

/**
 * A row's fields in JSONL: those of a table, or a question in SQuAD's form. The answer of a question
 * cannot be changed, so that it has no original.
 */
export function rowFields(row: ExportedRow) {
  const own = { ...datasetFields(row), origin: row.origin };
  if (row.answerStart === undefined) return { ...own, ...reviewFields(row) };
  const { original_text, original_label, edited, ...review } = reviewFields(row);
  return { ...own, ...review, original_question: original_text, edited };
}
