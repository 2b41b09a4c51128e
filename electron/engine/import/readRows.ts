import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { eachCsvRow } from './eachCsvRow.ts';
import { type FileRow, ownFields, requireFewColumns } from './fileRow.ts';
import { utf8Lines } from './readUtf8.ts';

/**
 * A field as text; empty if the field is null or missing.
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
 * The rows of a CSV file (.csv), or of a JSONL file with any other extension.
 * @param columns that each row must have
 * @throws BadInput as `eachRow`
 */
export function readRows(file: string, columns: readonly string[]): FileRow[] {
  return [...eachRow(file, columns)];
}

/**
 * The same, for readers that keep little of a row: the rows of a large file need many times its size.
 * @throws BadInput naming file and line if the file is not UTF-8, not JSON, or lacks a column, or
 *   if its extension is that of another format
 */
export function* eachRow(file: string, columns: readonly string[]): Generator<FileRow, void> {
  const ending = path.extname(file).toLowerCase();
  if (OTHER_KINDS.includes(ending)) {
    throw new BadInput(
      `${file}: rows are read from .jsonl and .csv files (with commas), and this is ${ending}. Save it as one of them.`,
    );
  }
  let isEmpty = true;
  for (const row of ending === '.csv' ? eachCsvRow(file, columns) : eachJsonRow(file)) {
    isEmpty = false;
    requireFewColumns(file, Object.keys(row.fields).length);
    for (const column of columns) requireField(file, row, column);
    yield row;
  }
  if (isEmpty) throw new BadInput(`${file} has no rows.`);
}

/** Common table formats that cannot be read. */
const OTHER_KINDS = ['.xlsx', '.xls', '.ods', '.tsv', '.parquet', '.arrow'];

function requireField(file: string, { line, fields }: FileRow, column: string): void {
  if (fields[column] !== undefined) return;
  throw new BadInput(
    `${file}, line ${line}: there is no field ${JSON.stringify(column)}; the row has ` +
      `${Object.keys(fields)
        .map((name) => JSON.stringify(name))
        .join(', ')}. Choose one of these.`,
  );
}

function* eachJsonRow(file: string): Generator<FileRow, void> {
  let line = 0;
  for (const source of utf8Lines(file)) {
    line++;
    if (source.trim() !== '') yield { line, fields: jsonFields(file, source, line) };
  }
}

/** A number that JavaScript would write otherwise: 1.0, 1e3, one of more than 15 digits. */
const OTHERWISE = /[:,[]\s*-?\d+(?:[.eE]|\d{15})/;

/** A JSON value, with numbers as the file writes them: the label 1.0 is not the label 1. */
function parseJson(source: string): unknown {
  if (!OTHERWISE.test(source)) return JSON.parse(source);
  return JSON.parse(source, ((_key: string, value: unknown, written: { source?: string }) =>
    typeof value === 'number' && String(value) !== written.source ? written.source : value) as (
    this: unknown,
    key: string,
    value: unknown,
  ) => unknown);
}

function jsonFields(file: string, source: string, line: number): FileRow['fields'] {
  try {
    const fields = parseJson(source);
    if (fields === null || typeof fields !== 'object' || Array.isArray(fields))
      throw new TypeError();
    return ownFields(fields);
  } catch {
    throw new BadInput(
      `${file}, line ${line}: this is not a JSON object. Each line of a JSONL file is one.`,
    );
  }
}
