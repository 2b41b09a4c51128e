import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readTexts, textLines } from '../../../../../electron/engine/import/readTexts.ts';
import type { Project } from '../../../../../electron/engine/project/project.ts';
import { openUseTable } from '../../../../../electron/engine/use/openUseTable.ts';
import { saveLabels } from '../../../../../electron/engine/use/saveLabels.ts';
import { projectWithRows } from '../../../../fixtures/rowsProject.ts';
import { fileWith, refusalOf } from '../import/files.ts';

let project: Project;
beforeEach(async () => {
  project = await projectWithRows([]);
});
afterEach(() => project.close());

const prediction = (text: string, label: string, confidence: number) => ({
  text,
  label,
  confidence,
  logits: [],
});

function filled() {
  const texts = textLines('one, "quoted"\n\ntwo\nthree\n', 'reviews.txt');
  const table = openUseTable('students/s', 'reviews.txt', texts);
  table.add([prediction('one', 'good', 0.9), prediction('two', 'bad', 0.55)]);
  return table;
}

it('counts labels and what a threshold leaves open, also while the work goes on', () => {
  const table = filled();
  expect(table.summary(0)).toMatchObject({
    total: 3,
    done: 2,
    open: 0,
    counts: { good: 1, bad: 1 },
  });
  expect(table.summary(0.6)).toMatchObject({ open: 1, counts: { good: 1 } });
  table.add([prediction('three', 'bad', 0.7)]);
  expect(table.rows('leastCertain', 0, 2).map(({ source }) => source)).toEqual([
    'reviews.txt:3',
    'reviews.txt:4',
  ]);
  expect(table.rows('given', 1, 5).map(({ text }) => text)).toEqual(['two', 'three']);
  expect(table.uncertain(0.8).map(({ text }) => text)).toEqual(['two', 'three']);
});

it('saves a table that a spreadsheet opens, open texts without a label', () => {
  const { path: file, rows } = saveLabels(project, filled(), 0.6);
  expect(rows).toBe(2);
  expect(parse(readFileSync(file), { columns: true, bom: true })).toEqual([
    { source: 'reviews.txt:1', text: 'one, "quoted"', label: 'good', confidence: '0.9000' },
    { source: 'reviews.txt:3', text: 'two', label: '', confidence: '0.5500' },
  ]);
});

it('reads a column of a table, with its lines, and names a column that is not there', () => {
  const file = fileWith('reviews.csv', 'id,body\n1,"first\nof two lines"\n2,second\n');
  expect(readTexts(file, 'body')).toEqual([
    { text: 'first\nof two lines', source: 'reviews.csv:2' },
    { text: 'second', source: 'reviews.csv:4' },
  ]);
  expect(refusalOf(() => readTexts(file, 'text'))).toContain('no column text; it has id, body');
});
