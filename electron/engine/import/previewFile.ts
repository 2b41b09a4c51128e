import { statSync } from 'node:fs';
import path from 'node:path';
import type { FilePreview } from '../../contract/forms.ts';
import type { FileRow } from './fileRow.ts';
import { eachDocument, isText, withoutText } from './readCorpus.ts';
import { eachRow, textOf } from './readRows.ts';
import { eachText } from './readTexts.ts';
import { utf8Pieces } from './readUtf8.ts';

const SAMPLE = 5;
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
export function previewFile(file: string): FilePreview {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) return previewDocuments(file);
  if (isTable(file)) return previewTable(file);
  return isText(file) ? previewDocument(file) : previewDocuments(file);
}

/** Each line is a text here, while a corpus treats the whole file as one document. */
export function previewTexts(file: string): FilePreview {
  return isTable(file) ? previewTable(file) : previewed(file, eachText(file, ''));
}

function isTable(file: string): boolean {
  return ['.jsonl', '.csv'].includes(path.extname(file).toLowerCase());
}

function previewDocuments(file: string): FilePreview {
  return previewed(file, eachDocument([{ file }], { duplicates: 0, empty: 0 }));
}

/** Only the beginning is held, while a corpus holds the whole document. */
function previewDocument(file: string): FilePreview {
  let text = '';
  for (const piece of utf8Pieces(file)) {
    if (text.length < LONGEST) text = (text + piece).trimStart().slice(0, LONGEST);
  }
  if (text === '') throw withoutText([{ file }]);
  return previewed(file, [{ text: text.trimEnd() }]);
}

function previewed(file: string, texts: Iterable<{ readonly text: string }>): FilePreview {
  const sample: { text: string }[] = [];
  let rows = 0;
  for (const { text } of texts) {
    rows++;
    if (rows <= SAMPLE) sample.push({ text: text.slice(0, LONGEST) });
  }
  return { file, name: path.basename(file), rows, columns: ['text'], sample, values: {} };
}

function previewTable(file: string): FilePreview {
  const first: FileRow[] = [];
  const counted = new Map<string, Map<string, number>>();
  const count = ({ fields }: FileRow) => {
    for (const [column, counts] of counted) {
      const value = textOf(fields[column]);
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
  for (const row of eachRow(file, [])) {
    rows++;
    if (rows > NAMING) count(row);
    else first.push(row);
    if (rows === NAMING) nameColumns();
  }
  if (rows < NAMING) nameColumns();
  const sample = first
    .slice(0, SAMPLE)
    .map(({ fields }) =>
      Object.fromEntries(columns.map((name) => [name, textOf(fields[name]).slice(0, LONGEST)])),
    );
  const values = Object.fromEntries(
    [...counted].map(([column, counts]) => [column, Object.fromEntries(counts)]),
  );
  return { file, name: path.basename(file), rows, columns, sample, values };
}
