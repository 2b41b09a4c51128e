import { BadInput } from '../../../models/badInput.ts';
import type { FileReading } from '../../contract/fileReading.ts';
import { CsvFault, type CsvForm, type CsvRecord, csvRecords } from './csvRecords.ts';
import { type FileRow, rowFields, type TableReading, tableHeader } from './fileRow.ts';
import { findDelimiter, hasQuotedFields } from './findDelimiter.ts';
import { textPieces } from './textPieces.ts';

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
 * The rows of a table with delimiters.
 * @throws BadInput naming the line that cannot be read, or a column that the file lacks
 */
export function* eachCsvRow(
  file: string,
  columns: readonly string[],
  reading: TableReading = {},
): Generator<FileRow, void> {
  const form = csvForm(file, reading);
  let header: readonly string[] | undefined;
  const records = recordsOf(file, form, reading);
  for (const { line, cells } of records) {
    const isNamed = header !== undefined;
    header ??= tableHeader(file, { line, cells }, { columns, reading, later: records });
    if (isNamed || reading.header === 'none') {
      yield { line, fields: rowFields(file, header, { cells, line }) };
    }
  }
}

/** The records of a file, by their lines in it; it is held in pieces of a few records. */
function* recordsOf(
  file: string,
  form: CsvForm,
  reading: TableReading,
): Generator<CsvRecord, void> {
  let linesBefore = 0;
  let open: string[] = [];
  let length = 0;
  // a record of many pieces is looked at again only when it has become twice as long
  let enough = 0;
  const read = function* (isEnd: boolean): Generator<CsvRecord, void> {
    const block = open.join('');
    const { end, lines } = yield* inFile(file, csvRecords(block, form, isEnd), {
      form,
      linesBefore,
    });
    linesBefore += lines;
    open = [block.slice(end)];
    length = block.length - end;
    enough = 2 * length;
  };
  for (const piece of unixPieces(file, reading)) {
    open.push(piece);
    length += piece.length;
    if (length >= enough) yield* read(false);
  }
  yield* read(true);
}

/** The same records with the lines of the file, and their fault as a sentence. */
function* inFile(
  file: string,
  records: ReturnType<typeof csvRecords>,
  { form, linesBefore }: { readonly form: CsvForm; readonly linesBefore: number },
): ReturnType<typeof csvRecords> {
  try {
    for (;;) {
      const { done, value } = records.next();
      if (done) return value;
      yield { line: linesBefore + value.line, cells: value.cells };
    }
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error;
    throw new BadInput(
      `${file}, line ${linesBefore + error.line}: the CSV cannot be read: ${error.message}. Fields are separated by ` +
        `${delimiterTitle(form.delimiter)}, and those with such, quotes or line breaks must be in double quotes.`,
    );
  }
}

/** Line ends of Windows and of old Macs become those of Unix. */
function* unixPieces(file: string, { encoding, onBytes }: TableReading): Generator<string, void> {
  let carried = '';
  for (const piece of textPieces(file, encoding, onBytes)) {
    const text = carried + piece;
    carried = text.endsWith('\r') ? '\r' : '';
    const known = carried === '' ? text : text.slice(0, -1);
    yield known.includes('\r') ? known.replace(/\r\n?/g, '\n') : known;
  }
  if (carried !== '') yield '\n';
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
