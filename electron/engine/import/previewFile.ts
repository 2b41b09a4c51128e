import { statSync } from 'node:fs';
import path from 'node:path';
import type { FilePreview } from '../../contract/forms.ts';
import { readCorpus } from './readCorpus.ts';
import { readRows, textOf } from './readRows.ts';

const SAMPLE = 5;
const LONGEST = 300;
/** A column with more distinct values does not contain labels. */
const MOST_VALUES = 50;

/** Rows of JSON may each have other fields; nobody chooses among more than these. */
const MOST_COLUMNS = 1000;

/**
 * Previews a file of rows, or a file or folder of documents, so that a person can say what each
 * column holds.
 * @throws BadInput if it cannot be read
 */
export function previewFile(file: string): FilePreview {
  const name = path.basename(file);
  const isTable = ['.jsonl', '.csv'].includes(path.extname(file).toLowerCase());
  if (!isTable || statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    const { documents } = readCorpus([{ file }]);
    const sample = documents.slice(0, SAMPLE).map(({ text }) => ({ text: text.slice(0, LONGEST) }));
    return { file, name, rows: documents.length, columns: ['text'], sample, values: {} };
  }
  const rows = readRows(file, []);
  const named = new Set(rows.slice(0, 100).flatMap(({ fields }) => Object.keys(fields)));
  const columns = [...named].slice(0, MOST_COLUMNS);
  const sample = rows
    .slice(0, SAMPLE)
    .map(({ fields }) =>
      Object.fromEntries(columns.map((name) => [name, textOf(fields[name]).slice(0, LONGEST)])),
    );
  const values = Object.fromEntries(
    columns.flatMap((column) => {
      const counts = new Map<string, number>();
      for (const { fields } of rows) {
        const value = textOf(fields[column]);
        counts.set(value, (counts.get(value) ?? 0) + 1);
        if (counts.size > MOST_VALUES) return [];
      }
      return [[column, Object.fromEntries(counts)] as const];
    }),
  );
  return { file, name, rows: rows.length, columns, sample, values };
}
