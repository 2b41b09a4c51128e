import { type CsvError, type Options, parse } from 'csv-parse/sync';
import { BadInput } from '../../../models/badInput.ts';
import { type FileRow, ownFields, requireFewColumns } from './fileRow.ts';
import { utf8Pieces } from './readUtf8.ts';

/**
 * The rows of a CSV file. Some of them are parsed at a time, since the parser needs many times the
 * memory of its text.
 * @throws BadInput naming the line that cannot be read, or a column that the file lacks
 */
export function* eachCsvRow(file: string, columns: readonly string[]): Generator<FileRow, void> {
  let header: string[] | undefined;
  let linesBefore = 0;
  let isFirst = true;
  for (const block of blocksOf(file)) {
    const options = {
      columns: header ?? ((names: string[]) => (header = requireDistinct(file, names))),
      bom: header === undefined,
      ...PARSED,
    };
    for (const { info, raw, record } of recordsOf(file, block, { options, linesBefore })) {
      if (isFirst) requireColumnsOf(file, record, columns);
      isFirst = false;
      yield { line: linesBefore + info.lines - newlines(raw.trim()), fields: ownFields(record) };
    }
    linesBefore += newlines(block);
  }
}

const PARSED = { info: true, raw: true, skip_empty_lines: true } as const;

interface CsvRecord {
  /** The line where the record ends. */
  readonly info: { readonly lines: number };
  /** Including the empty lines before it. */
  readonly raw: string;
  readonly record: Readonly<Record<string, string>>;
}

/** Texts of whole records, one after the other, with the line ends of Unix. */
function* blocksOf(file: string): Generator<string, void> {
  // the parser counts a CRLF within quotes as two lines
  const unix = (text: string) => text.replace(/\r\n?/g, '\n');
  let open = '';
  let isQuoted = false;
  for (const piece of utf8Pieces(file)) {
    let end = 0;
    let from = 0;
    while (from <= piece.length) {
      const quote = piece.indexOf('"', from);
      const stop = quote < 0 ? piece.length : quote;
      const newline = isQuoted ? -1 : piece.slice(from, stop).lastIndexOf('\n');
      if (newline >= 0) end = from + newline + 1;
      if (quote >= 0) isQuoted = !isQuoted;
      from = stop + 1;
    }
    if (end > 0) {
      yield unix(open + piece.slice(0, end));
      open = '';
    }
    open += piece.slice(end);
  }
  if (open !== '') yield unix(open);
}

function recordsOf(
  file: string,
  block: string,
  { options, linesBefore }: { readonly options: Options; readonly linesBefore: number },
): readonly CsvRecord[] {
  const records = (text: string) => parse(text, options) as unknown as CsvRecord[];
  try {
    try {
      return records(block);
    } catch (error) {
      if (error instanceof BadInput || linesBefore === 0) throw error;
      // once more, below as many empty lines, so that the parser's sentence names the line of the file
      return records('\n'.repeat(linesBefore) + block);
    }
  } catch (error) {
    if (error instanceof BadInput) throw error;
    const { lines, message } = error as CsvError & { lines?: number };
    throw new BadInput(
      `${file}, line ${lines ?? '?'}: the CSV cannot be read: ${message}. Fields are parted by commas, and those ` +
        'with commas, quotes or line breaks must be in double quotes.',
    );
  }
}

function requireColumnsOf(
  file: string,
  record: CsvRecord['record'],
  columns: readonly string[],
): void {
  const missing = columns.filter((column) => !Object.hasOwn(record, column));
  if (missing.length === 0) return;
  throw new BadInput(
    `${file}, line 1: the CSV has no column ${missing.join(', ')}; it has ` +
      `${Object.keys(record).join(', ')}. Choose one of these.`,
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

function newlines(text: string): number {
  return text.split('\n').length - 1;
}
