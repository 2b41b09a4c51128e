import { BadInput } from '../../../models/badInput.ts';
import { askReader, UnreadFormat } from './askReader.ts';
import { type FileRow, ownFields, requireFewColumns } from './fileRow.ts';

/** Rows are read some at a time, since a text may be long. */
const ROWS_AT_ONCE = 2000;

/**
 * The rows of a Parquet file, counted from 1.
 * @throws BadInput if it is damaged or lacks a column
 */
export function* eachParquetRow(
  file: string,
  columns: readonly string[],
): Generator<FileRow, void> {
  const facts = read(file, () => askReader(file, 'parquetFacts', file));
  requireFewColumns(file, facts.columns.length);
  const missing = columns.filter((column) => !facts.columns.includes(column));
  if (missing.length > 0) {
    throw new BadInput(
      `${file}: the table has no column ${missing.join(', ')}; it has ${facts.columns.join(', ')}. Choose one of these.`,
    );
  }
  for (let from = 0; from < facts.rows; from += ROWS_AT_ONCE) {
    const to = Math.min(facts.rows, from + ROWS_AT_ONCE);
    const rows = read(file, () => askReader(file, 'parquetRows', file, from, to));
    if (rows.length < to - from) {
      throw new BadInput(
        `${file} is a damaged Parquet file: it says that it has ${facts.rows} rows, and has fewer. Save it again.`,
      );
    }
    for (const [i, row] of rows.entries()) yield { line: from + i + 1, fields: ownFields(row) };
  }
}

function read<Result>(file: string, ask: () => Result): Result {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof UnreadFormat)) throw error;
    throw new BadInput(
      `${file} is a Parquet file that cannot be read: ${error.message}. Save it again, or as .jsonl or .csv.`,
    );
  }
}
