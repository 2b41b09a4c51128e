import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type CsvError, parse } from 'csv-parse/sync';
import { BadInput } from '../../../models/badInput.ts';

/** A row of a file: a field by its column, and the line where the row begins, from 1. */
export interface FileRow {
  readonly line: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A field as text; a field that is null has none. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * The rows of a JSONL or CSV file.
 * @param columns that each row must have
 * @throws BadInput naming file and line where the file is not UTF-8, not JSON, or lacks a column
 */
export function readRows(file: string, columns: readonly string[]): FileRow[] {
  const text = readUtf8(file);
  const rows =
    path.extname(file).toLowerCase() === '.csv'
      ? csvRows(file, text, columns)
      : jsonRows(file, text);
  if (rows.length === 0) throw new BadInput(`${file} has no rows.`);
  for (const { line, fields } of rows) {
    for (const column of columns) {
      if (fields[column] === undefined) {
        throw new BadInput(
          `${file}, line ${line}: there is no field ${JSON.stringify(column)}; the row has ` +
            `${Object.keys(fields)
              .map((name) => JSON.stringify(name))
              .join(', ')}. Choose one of these.`,
        );
      }
    }
  }
  return rows;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EISDIR: 'is a folder, and a file is needed',
  EACCES: 'may not be read by this user',
};

/** @throws BadInput naming the line of the first byte that is not UTF-8 */
export function readUtf8(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BadInput(`${file} ${REASONS[code ?? ''] ?? `cannot be read (${code})`}.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new BadInput(
      `${file}, line ${firstBadLine(bytes)}: the file is not UTF-8 there. Save it as UTF-8, for ` +
        `instance with \`iconv -f windows-1252 -t utf-8\`, and import it again.`,
    );
  }
}

function firstBadLine(bytes: Buffer): number {
  const strict = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(0x0a, start);
    try {
      strict.decode(bytes.subarray(start, end < 0 ? bytes.length : end));
    } catch {
      return line;
    }
    if (end < 0) return line;
    start = end + 1;
    line++;
  }
}

function jsonRows(file: string, text: string): FileRow[] {
  return text.split('\n').flatMap((source, index) => {
    if (source.trim() === '') return [];
    try {
      const fields: unknown = JSON.parse(source);
      if (fields === null || typeof fields !== 'object' || Array.isArray(fields))
        throw new TypeError();
      return [{ line: index + 1, fields: fields as Record<string, unknown> }];
    } catch {
      throw new BadInput(
        `${file}, line ${index + 1}: this is not a JSON object. Each line of a JSONL file is one.`,
      );
    }
  });
}

function csvRows(file: string, text: string, columns: readonly string[]): FileRow[] {
  try {
    // the parser counts a CRLF in quotes as two lines
    const records = parse(text.replace(/\r\n?/g, '\n'), {
      columns: true,
      info: true,
      bom: true,
      raw: true,
      skip_empty_lines: true,
    }) as unknown as CsvRecord[];
    const [first] = records;
    const missing = columns.filter((column) => first && !(column in first.record));
    if (first && missing.length > 0) {
      throw new BadInput(
        `${file}, line 1: the CSV has no column ${missing.join(', ')}; it has ` +
          `${Object.keys(first.record).join(', ')}. Choose one of these.`,
      );
    }
    return records.map(({ info, raw, record }) => ({
      line: info.lines - newlines(raw.trim()),
      fields: record,
    }));
  } catch (error) {
    if (error instanceof BadInput) throw error;
    const { lines, message } = error as CsvError & { lines?: number };
    throw new BadInput(`${file}, line ${lines ?? '?'}: the CSV cannot be read: ${message}.`);
  }
}

interface CsvRecord {
  /** The line where it ends. */
  readonly info: { readonly lines: number };
  /** With the empty lines before it. */
  readonly raw: string;
  readonly record: Readonly<Record<string, string>>;
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}
