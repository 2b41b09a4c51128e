import { BadInput } from '../../../models/badInput.ts';
import { hasRows, type TableKind } from '../../contract/fileKinds.ts';
import type { FileReading } from '../../contract/fileReading.ts';
import { eachCsvRow } from './eachCsvRow.ts';
import { eachJsonRow } from './eachJsonRow.ts';
import { eachParquetRow } from './eachParquetRow.ts';
import { eachSheetRow } from './eachSheetRow.ts';
import { fileKind } from './fileKind.ts';
import { type FileRow, requireFewColumns, type TableReading } from './fileRow.ts';

/**
 * A field as text; empty if the field is null or missing, lists and objects as JSON.
 * @throws BadInput for lists within lists that are too deep to be written as text
 */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    throw new BadInput(
      'A field holds lists or objects that are nested thousands of times. Choose another column.',
    );
  }
}

/**
 * A field that must be a text: an empty one if it is null or missing.
 * @param where the position of the row, for messages: 'train.jsonl, line 3'
 * @throws BadInput for a list or an object, such as the words of a text
 */
export function plainText(value: unknown, column: string, where: string): string {
  if (value === null || typeof value !== 'object') return textOf(value);
  const what = Array.isArray(value) ? 'a list' : 'an object with fields of its own';
  throw new BadInput(
    `${where}: the field ${JSON.stringify(column)} holds ${what}, and no text. Choose another column, or write it as ` +
      'one text.',
  );
}

/**
 * The rows of a table: JSONL, JSON, CSV, TSV, Parquet, XLSX or ODS.
 * @param columns that each row must have
 * @throws BadInput as `eachRow`
 */
export function readRows(
  file: string,
  columns: readonly string[],
  reading: FileReading = {},
): FileRow[] {
  return [...eachRow(file, columns, reading)];
}

/**
 * The same, for readers that keep little of a row: the rows of a large file need many times its size.
 * @throws BadInput naming file and line if the file is no table, is damaged, or lacks a column
 */
export function* eachRow(
  file: string,
  columns: readonly string[],
  reading: TableReading = {},
): Generator<FileRow, void> {
  let isEmpty = true;
  const kind = fileKind(file, 'json');
  if (!hasRows(kind)) {
    throw new BadInput(
      `${file} has no rows with columns. Labelled examples are read from tables: .jsonl, .json, .csv, .tsv, .parquet, ` +
        '.xlsx and .ods.',
    );
  }
  for (const row of rowsOf(file, kind, { columns, reading })) {
    isEmpty = false;
    requireFewColumns(file, Object.keys(row.fields).length);
    for (const column of columns) requireField(file, row, column);
    yield row;
  }
  if (isEmpty) throw new BadInput(`${file} has no rows.`);
}

function rowsOf(
  file: string,
  kind: TableKind,
  { columns, reading }: { readonly columns: readonly string[]; readonly reading: TableReading },
): Iterable<FileRow> {
  switch (kind) {
    case 'json':
      return eachJsonRow(file, reading);
    case 'delimited':
      return eachCsvRow(file, columns, reading);
    case 'parquet':
      return eachParquetRow(file, columns);
    case 'xlsx':
    case 'ods':
      return eachSheetRow(file, kind, { columns, reading });
  }
}

function requireField(file: string, { line, fields }: FileRow, column: string): void {
  if (fields[column] !== undefined) return;
  throw new BadInput(
    `${file}, line ${line}: there is no field ${JSON.stringify(column)}; the row has ` +
      `${Object.keys(fields)
        .map((name) => JSON.stringify(name))
        .join(', ')}. Choose one of these.`,
  );
}
