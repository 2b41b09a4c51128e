import { statSync } from 'node:fs';
import path from 'node:path';
import { hasRows } from '../../contract/fileKinds.ts';
import type { FileReading } from '../../contract/fileReading.ts';
import type { FilePreview } from '../../contract/forms.ts';
import { fileKind } from './fileKind.ts';
import type { FileRow } from './fileRow.ts';
import { headerDoubt } from './headerDoubt.ts';
import { readAs } from './readAs.ts';
import { eachDocument, withoutText } from './readCorpus.ts';
import { eachRow, textOf } from './readRows.ts';
import { eachText } from './readTexts.ts';
import { textPieces } from './textPieces.ts';
import { wholeCharacters } from './wholeCharacters.ts';

const SAMPLE = 10;
const LONGEST = 300;
/** The rows whose fields are the columns. */
const NAMING = 100;
/** A column with more distinct values does not contain labels. */
const MOST_VALUES = 50;

/** Rows of JSON may each have other fields; nobody chooses among more than these. */
const MOST_COLUMNS = 1000;

/**
 * Previews a file of rows, or a file or folder of documents, so that a person can say what each
 * column holds. The file is read to its end, for its faults and counts, and only the sample is kept.
 * @throws BadInput if it cannot be read
 */
export function previewFile(file: string, reading: FileReading = {}): FilePreview {
  const isFolder = statSync(file, { throwIfNoEntry: false })?.isDirectory();
  const kind = isFolder ? undefined : fileKind(file);
  if (kind && hasRows(kind)) return previewRows(file, reading);
  if (kind === 'text') return previewed(file, [{ text: beginningOf(file, reading) }], reading);
  const left = { duplicates: 0, empty: 0, otherFiles: 0 };
  const texts = eachDocument([{ file, ...reading }], left);
  return { ...previewed(file, texts, reading), ...left };
}

/** Only the beginning is held, while a corpus holds the whole document. */
function beginningOf(file: string, { encoding }: FileReading): string {
  let text = '';
  for (const piece of textPieces(file, encoding)) {
    if (text.length < 2 * LONGEST) text = (text + piece).trimStart().slice(0, 2 * LONGEST);
  }
  if (text !== '') return text.trimEnd();
  throw withoutText([{ file }]);
}

/** Each line of a text file is a text here, while a corpus treats the whole file as one document. */
export function previewTexts(file: string, reading: FileReading = {}): FilePreview {
  if (hasRows(fileKind(file, 'text'))) return previewRows(file, reading);
  return previewed(file, eachText(file, '', reading), reading);
}

function previewed(
  file: string,
  texts: Iterable<{ readonly text: string }>,
  reading: FileReading,
): FilePreview {
  const sample: { text: string }[] = [];
  let rows = 0;
  for (const { text } of texts) {
    rows++;
    if (rows <= SAMPLE) sample.push({ text: wholeCharacters(text, LONGEST) });
  }
  return previewOf(file, reading, { rows, columns: ['text'], sample, values: {} });
}

/** A preview of which nothing is left out. */
function previewOf(
  file: string,
  reading: FileReading,
  found: Pick<FilePreview, 'rows' | 'columns' | 'sample' | 'values'>,
): FilePreview {
  return {
    file,
    name: path.basename(file),
    ...readAs(file, reading),
    reading,
    ...found,
    headerDoubt: null,
    duplicates: 0,
    empty: 0,
    otherFiles: 0,
  };
}

/**
 * Previews a table of labelled examples.
 * @throws BadInput if it cannot be read, or has no rows with columns
 */
export function previewRows(file: string, reading: FileReading = {}): FilePreview {
  const first: FileRow[] = [];
  const counted = new Map<string, Map<string, number>>();
  const count = ({ fields }: FileRow) => {
    for (const [column, counts] of counted) {
      const value = textOf(fields[column]).normalize('NFC').trim();
      counts.set(value, (counts.get(value) ?? 0) + 1);
      if (counts.size > MOST_VALUES) counted.delete(column);
    }
  };
  let columns: string[] = [];
  const nameColumns = () => {
    const named = new Set(first.flatMap(({ fields }) => Object.keys(fields)));
    columns = [...named].slice(0, MOST_COLUMNS);
    for (const column of columns) counted.set(column, new Map());
    for (const row of first) count(row);
  };
  let rows = 0;
  for (const row of eachRow(file, [], reading)) {
    rows++;
    if (rows > NAMING) count(row);
    else first.push(row);
    if (rows === NAMING) nameColumns();
  }
  if (rows < NAMING) nameColumns();
  const sample = first
    .slice(0, SAMPLE)
    .map(({ fields }) =>
      Object.fromEntries(
        columns.map((name) => [name, wholeCharacters(textOf(fields[name]), LONGEST)]),
      ),
    );
  const values = Object.fromEntries(
    [...counted].map(([column, counts]) => [column, Object.fromEntries(counts)]),
  );
  const preview = previewOf(file, reading, { rows, columns, sample, values });
  return { ...preview, headerDoubt: doubtOf(preview) };
}

function doubtOf({ delimiter, sheet, reading, columns, values }: FilePreview): string | null {
  const isTable = delimiter !== null || sheet !== null;
  if (!isTable || reading.header === 'none') return null;
  return headerDoubt(columns, {
    isRepeated: (column, value) => {
      const counts = values[columns[column]!];
      return counts !== undefined && Object.hasOwn(counts, value);
    },
  });
}
