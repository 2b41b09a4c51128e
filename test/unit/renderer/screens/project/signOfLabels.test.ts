import { expect, it } from 'vitest';
import type { FilePreview } from '../../../../../electron/contract/forms.ts';
import {
  corpusFile,
  emptyForm,
  withGold,
} from '../../../../../renderer/screens/project/draftForm.ts';
import { signOfLabels } from '../../../../../renderer/screens/project/signOfLabels.ts';

function preview(name: string, columns: Record<string, string[]>): FilePreview {
  const names = Object.keys(columns);
  const rows = columns[names[0]!]!.length;
  const sample = Array.from({ length: rows }, (_, i) =>
    Object.fromEntries(names.map((column) => [column, columns[column]![i]!])),
  );
  const values = Object.fromEntries(
    names.map((column) => [
      column,
      Object.fromEntries(columns[column]!.map((value) => [value, 1])),
    ]),
  );
  return {
    file: `/waiting/${Math.random()}/${name}`,
    name,
    kind: 'delimited',
    encoding: 'utf-8',
    delimiter: ',',
    sheet: null,
    reading: {},
    rows,
    columns: names,
    sample,
    values,
    duplicates: 0,
    empty: 0,
    otherFiles: 0,
    headerDoubt: null,
  };
}

const reviews = { text: ['a', 'b'], sentiment: ['good', 'bad'] };
const seed = preview('seed.csv', reviews);
const form = { ...emptyForm, ...withGold(emptyForm, 'seed', seed) };
const sign = (file: FilePreview, of = form) => signOfLabels(corpusFile(file), of);

it('knows a gold file again, whatever it is called', () => {
  expect(sign(preview('copy.csv', reviews))).toBe('copy.csv is the file of your seed examples.');
});

it('knows labels by the gold file’s column, and by the task’s own names', () => {
  const more = { text: ['c', 'd', 'e'], sentiment: ['good', 'bad', 'mixed'] };
  expect(sign(preview('more.csv', more))).toBe(
    'more.csv looks like labelled examples: its column sentiment has the values good, bad, mixed.',
  );
  const other = { body: ['c', 'd', 'e'], mark: ['good', 'bad', 'bad'] };
  expect(sign(preview('other.csv', other))).toContain('its column mark');
});

it('knows a label column before any gold is given', () => {
  const labelled = { text: ['c', 'd'], label: ['x', 'y'] };
  expect(sign(preview('l.csv', labelled), emptyForm)).toContain('its column label');
});

it('takes other tables for documents, and the user’s word', () => {
  expect(sign(preview('films.csv', { title: ['A', 'B'], genre: ['drama', 'crime'] }))).toBeNull();
  expect(sign(preview('one.csv', { text: ['a'], sentiment: ['good'] }))).toBeNull();
  const confirmed = { ...corpusFile(preview('copy.csv', reviews)), areDocuments: true };
  expect(signOfLabels(confirmed, form)).toBeNull();
});
