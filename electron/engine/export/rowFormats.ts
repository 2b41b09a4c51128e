import { stringify } from 'csv-stringify/sync';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { datasetFields } from './datasetFields.ts';
import { spreadsheetCsv } from './spreadsheetCsv.ts';

export interface ExportedRow {
  /** The first text of a pair; either all rows of a project have one, or none does. */
  readonly context?: string;
  readonly text: string;
  /** For a question, its answer. */
  readonly label: string;
  /**
   * For a question, the offset of its answer in the context, in UTF-16 units; exported to JSONL
   * only.
   */
  readonly answerStart?: number;
  /** The generation it was parsed from: `s3/seed/generate@1f3c0a7d#17`. */
  readonly origin: string;
}

interface Format {
  /** The extension of the file. */
  readonly ending: string;
  write(rows: readonly ExportedRow[]): string | Uint8Array;
}

/** The columns of a student's input: a text, or the two texts of a pair. */
export function textColumns(rows: readonly ExportedRow[]): ('context' | 'text')[] {
  return rows.some(({ context }) => context !== undefined) ? ['context', 'text'] : ['text'];
}

/** Rows as plain tables; each contains all rows with their origins. */
export const rowFormats: Readonly<Record<'jsonl' | 'csv' | 'csvPlain' | 'parquet', Format>> = {
  jsonl: {
    ending: 'jsonl',
    write: (rows) =>
      rows
        .map(({ origin, ...row }) => `${JSON.stringify({ ...datasetFields(row), origin })}\n`)
        .join(''),
  },
  csv: { ending: 'csv', write: (rows) => spreadsheetCsv(rows) },
  csvPlain: { ending: 'plain.csv', write: (rows) => stringify([...rows], { header: true }) },
  parquet: {
    ending: 'parquet',
    write: (rows) =>
      new Uint8Array(
        parquetWriteBuffer({
          columnData: [...textColumns(rows), ...(['label', 'origin'] as const)].map((name) => ({
            name,
            data: rows.map((row) => row[name] ?? ''),
            type: 'STRING',
          })),
        }),
      ),
  },
};
