import { type CsvError, type Options, parse } from 'csv-parse/sync';
import { BadInput } from '../../../models/badInput.ts';
import type { FileReading } from '../../contract/fileReading.ts';
import { type FileRow, rowFields, tableHeader } from './fileRow.ts';
import { findDelimiter, hasQuotedFields } from './findDelimiter.ts';
import { textPieces } from './textPieces.ts';

/** How the fields of a table are parted. */
export interface CsvForm {
  readonly delimiter: string;
  readonly isQuoted: boolean;
}

/** What is looked at to find how fields are parted. */
const BEGINNING = 2 ** 16;

/**
 * How the fields of a table are parted, found in its beginning.
 * @throws BadInput as `textPieces`
 */
export function csvForm(file: string, { delimiter, encoding }: FileReading = {}): CsvForm {
  let beginning = '';
  for (const piece of textPieces(file, encoding)) {
    beginning += piece;
    if (beginning.length >= BEGINNING) break;
  }
  const parted = delimiter ?? findDelimiter(file, beginning);
  return {
    delimiter: parted,
    isQuoted: hasQuotedFields(beginning, parted, beginning.length < BEGINNING),
  };
}

/**
 * The rows of a table with delimiters. Some of them are parsed at a time, since the parser needs many
 * times the memory of its text.
 * @throws BadInput naming the line that cannot be read, or a column that the file lacks
 */
export function* eachCsvRow(
  file: string,
  columns: readonly string[],
  reading: FileReading = {},
): Generator<FileRow, void> {
  const form = csvForm(file, reading);
  let header: readonly string[] | undefined;
  let linesBefore = 0;
  for (const block of blocksOf(file, form, reading.encoding)) {
    for (const { info, raw, record } of recordsOf(file, block, { form, linesBefore })) {
      const line = linesBefore + info.lines - newlines(raw.trim());
      const isNamed = header !== undefined;
      header ??= tableHeader(file, record, { columns, reading, line });
      if (isNamed || reading.header === 'none') {
        yield { line, fields: rowFields(file, header, { cells: record, line }) };
      }
    }
    linesBefore += newlines(block);
  }
}

interface CsvRecord {
  /** The line where the record ends. */
  readonly info: { readonly lines: number };
  /** Including the empty lines before it. */
  readonly raw: string;
  readonly record: readonly string[];
}

/** Texts of whole records, one after the other, with the line ends of Unix. */
function* blocksOf(
  file: string,
  form: CsvForm,
  encoding: string | undefined,
): Generator<string, void> {
  let open: string[] = [];
  let isWithin = false;
  for (const piece of unixPieces(file, encoding)) {
    let end = 0;
    let from = 0;
    while (from <= piece.length) {
      const quote = form.isQuoted ? piece.indexOf('"', from) : -1;
      const stop = quote < 0 ? piece.length : quote;
      const newline = isWithin ? -1 : piece.lastIndexOf('\n', stop - 1);
      if (newline >= from) end = newline + 1;
      if (quote >= 0) isWithin = !isWithin;
      from = stop + 1;
    }
    if (end > 0) {
      yield open.join('') + piece.slice(0, end);
      open = [];
    }
    open.push(piece.slice(end));
  }
  const last = open.join('');
  if (last !== '') yield last;
}

/** The parser counts a CRLF within quotes as two lines, and does not know those of old Macs. */
function* unixPieces(file: string, encoding: string | undefined): Generator<string, void> {
  let carried = '';
  for (const piece of textPieces(file, encoding)) {
    const text = carried + piece;
    carried = text.endsWith('\r') ? '\r' : '';
    yield (carried === '' ? text : text.slice(0, -1)).replace(/\r\n?/g, '\n');
  }
  if (carried !== '') yield '\n';
}

function recordsOf(
  file: string,
  block: string,
  { form, linesBefore }: { readonly form: CsvForm; readonly linesBefore: number },
): readonly CsvRecord[] {
  const options: Options = {
    info: true,
    raw: true,
    skip_empty_lines: true,
    relax_column_count: true,
    delimiter: form.delimiter,
    record_delimiter: '\n',
    ...(form.isQuoted ? {} : { quote: null }),
  };
  try {
    return parse(block, options) as unknown as CsvRecord[];
  } catch (error) {
    const { lines, message } = error as CsvError & { lines?: number };
    const line = lines === undefined ? '?' : linesBefore + lines;
    throw new BadInput(
      `${file}, line ${line}: the CSV cannot be read: ${message.replace(/ at line \d+/, '')}. Fields are separated by ` +
        `${delimiterTitle(form.delimiter)}, and those with such, quotes or line breaks must be in double quotes.`,
    );
  }
}

/** 'commas', 'semicolons' */
export function delimiterTitle(delimiter: string): string {
  return TITLES[delimiter] ?? `the character ${delimiter}`;
}

const TITLES: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
};

function newlines(text: string): number {
  let n = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) n++;
  return n;
}
