import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type CsvError, parse } from 'csv-parse/sync';
import { BadInput } from '../../../models/badInput.ts';

/** A row of a file: its fields by column, and the line where it starts, from 1. */
export interface FileRow {
  readonly line: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

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
 * @throws BadInput naming file and line if the file is not UTF-8, not JSON, or lacks a column, or
 *   if its extension is that of another format
 */
export function readRows(file: string, columns: readonly string[]): FileRow[] {
  const ending = path.extname(file).toLowerCase();
  if (OTHER_KINDS.includes(ending)) {
    throw new BadInput(
      `${file}: rows are read from .jsonl and .csv files (with commas), and this is ${ending}. Save it as one of them.`,
    );
  }
  const text = readUtf8(file);
  const rows = ending === '.csv' ? csvRows(file, text, columns) : jsonRows(file, text);
  if (rows.length === 0) throw new BadInput(`${file} has no rows.`);
  for (const { fields } of rows) requireFewColumns(file, Object.keys(fields).length);
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

/** Common table formats that cannot be read. */
const OTHER_KINDS = ['.xlsx', '.xls', '.ods', '.tsv', '.parquet', '.arrow'];

/** Near the length of the longest string in Node. */
const MOST_BYTES = 500 * 2 ** 20;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EISDIR: 'is a folder, and a file is needed',
  EACCES: 'may not be read by this user',
};

/** @throws BadInput naming the line of the first byte that is not UTF-8 */
export function readUtf8(file: string): string {
  const bytes = readBytes(file);
  if (isUtf16(bytes)) {
    throw new BadInput(
      `${file}: the file is UTF-16. Save it as UTF-8, for instance with \`iconv -f utf-16 -t utf-8\`, and ` +
        'import it again.',
    );
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

function readBytes(file: string): Buffer {
  try {
    const stats = statSync(file);
    // reading a pipe or a device would wait for ever
    if (!stats.isFile() && !stats.isDirectory()) throw new BadInput(`${file} is not a file.`);
    if (stats.size > MOST_BYTES) {
      throw new BadInput(
        `${file} has more than ${MOST_BYTES / 2 ** 20} MB, which is too much for one file. Split it, and name the ` +
          'parts or the folder that holds them.',
      );
    }
    return readFileSync(file);
  } catch (error) {
    if (error instanceof BadInput) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new BadInput(`${file} ${REASONS[code ?? ''] ?? `cannot be read (${code})`}.`);
  }
}

/** Detects UTF-16 by its byte order mark. */
const isUtf16 = ([first, second]: Buffer) =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

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
      return [{ line: index + 1, fields: ownFields(fields) }];
    } catch {
      throw new BadInput(
        `${file}, line ${index + 1}: this is not a JSON object. Each line of a JSONL file is one.`,
      );
    }
  });
}

/** Without a prototype, so that a column named `constructor` is a column like any other. */
function ownFields(record: object): FileRow['fields'] {
  return Object.assign(Object.create(null), record);
}

function csvRows(file: string, text: string, columns: readonly string[]): FileRow[] {
  try {
    // the parser counts a CRLF within quotes as two lines
    const records = parse(text.replace(/\r\n?/g, '\n'), {
      columns: (header: string[]) => requireDistinct(file, header),
      info: true,
      bom: true,
      raw: true,
      skip_empty_lines: true,
    }) as unknown as CsvRecord[];
    const [first] = records;
    const missing = columns.filter((column) => first && !Object.hasOwn(first.record, column));
    if (first && missing.length > 0) {
      throw new BadInput(
        `${file}, line 1: the CSV has no column ${missing.join(', ')}; it has ` +
          `${Object.keys(first.record).join(', ')}. Choose one of these.`,
      );
    }
    return records.map(({ info, raw, record }) => ({
      line: info.lines - newlines(raw.trim()),
      fields: ownFields(record),
    }));
  } catch (error) {
    if (error instanceof BadInput) throw error;
    const { lines, message } = error as CsvError & { lines?: number };
    throw new BadInput(
      `${file}, line ${lines ?? '?'}: the CSV cannot be read: ${message}. Fields are parted by commas, and those ` +
        'with commas, quotes or line breaks must be in double quotes.',
    );
  }
}

/** A wide table is most often one of numbers; its cells would be previewed for minutes. */
const MOST_COLUMNS = 1000;

/** @throws BadInput for more columns than a table of texts has */
function requireFewColumns(file: string, columns: number): void {
  if (columns <= MOST_COLUMNS) return;
  throw new BadInput(
    `${file} has ${columns.toLocaleString('en')} columns; ${MOST_COLUMNS.toLocaleString('en')} are the most. ` +
      'Keep those with texts and labels.',
  );
}

/** @throws BadInput for two columns of one name, of which only the last would be read */
function requireDistinct(file: string, header: string[]): string[] {
  requireFewColumns(file, header.length);
  const seen = new Set<string>();
  const twice = header.find((name) => name !== '' && (seen.has(name) || !seen.add(name)));
  if (twice === undefined) return header;
  throw new BadInput(`${file}, line 1: two columns are named ${twice}. Rename one of them.`);
}

interface CsvRecord {
  /** The line where the record ends. */
  readonly info: { readonly lines: number };
  /** Including the empty lines before it. */
  readonly raw: string;
  readonly record: Readonly<Record<string, string>>;
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}
