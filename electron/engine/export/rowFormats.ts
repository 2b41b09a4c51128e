import { stringify } from 'csv-stringify/sync';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { datasetFields } from './datasetFields.ts';

export interface ExportedRow {
  /** The first text of a pair; either all rows of a project have one, or none has. */
  readonly context?: string;
  readonly text: string;
  /** For a question, its answer. */
  readonly label: string;
  /** For a question, the offset of its answer in the context, in UTF-16 units; only JSONL has it. */
  readonly answerStart?: number;
  /** The generation it was parsed from: `s3/seed/generate@1f3c0a7d#17`. */
  readonly origin: string;
}

interface Format {
  /** What the file's name ends in. */
  readonly ending: string;
  write(rows: readonly ExportedRow[]): string | Uint8Array;
}

/** The columns of what a student reads: a text, or a pair's two. */
export function textColumns(rows: readonly ExportedRow[]): ('context' | 'text')[] {
  return rows.some(({ context }) => context !== undefined) ? ['context', 'text'] : ['text'];
}

/** Rows as plain tables; each holds all rows, with where they come from. */
export const rowFormats: Readonly<Record<'jsonl' | 'csv' | 'parquet', Format>> = {
  jsonl: {
    ending: 'jsonl',
    write: (rows) =>
      rows
        .map(({ origin, ...row }) => `${JSON.stringify({ ...datasetFields(row), origin })}\n`)
        .join(''),
  },
  // with a byte order mark, by which spreadsheets know UTF-8
  csv: { ending: 'csv', write: (rows) => stringify([...rows], { header: true, bom: true }) },
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
