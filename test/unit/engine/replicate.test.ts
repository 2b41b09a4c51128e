import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { printTable } from '../../../electron/cli/printTable.ts';
import {
  type Experiment,
  experimentSchema,
  type TaskKind,
} from '../../../electron/contract/experiment.ts';
import { paperTable, paperTables } from '../../../electron/engine/replicate/paperTable.ts';
import { readTables } from '../../../electron/engine/replicate/readTables.ts';
import type { MadeTable } from '../../../electron/engine/replicate/replicateTable.ts';
import { tableCells } from '../../../electron/engine/replicate/tableCells.ts';
import { tableView } from '../../../electron/engine/replicate/tableView.ts';
import { BadInput } from '../../../models/badInput.ts';

const part = { file: '/data/rows.jsonl', text: 'text', label: 'label' };
const experiment = (kind: TaskKind): Experiment =>
  experimentSchema.parse({
    project: 'any.stillroom',
    task: { kind, labels: kind === 'extractive-qa' ? {} : { a: 'one', b: 'other' } },
    gold: { seed: part, validation: part, test: part },
    corpus: [{ file: '/data/corpus.jsonl', text: 'text' }],
    teacher: 'some-teacher',
    student: { model: 'some-student' },
    recipes: [{ kind: 's3', rows: 1 }],
  });
const texts = experiment('text-classification');
const pairs = experiment('text-pair-classification');
const request = { scale: 'tiny', folder: '/tables' } as const;

describe.each(paperTables())('%s', (name) => {
  it('has a number or a gap for each column', () => {
    const table = paperTable(name);
    const columns = Object.keys(table.columns).length;
    for (const { printed } of table.rows) {
      for (const numbers of Object.values(printed)) expect(numbers.length).toBe(columns);
    }
  });

  it('can be made on any of its columns, every recipe as the experiment’s schema has it', () => {
    const table = paperTable(name);
    const [column] = Object.keys(table.columns) as [string];
    const dataSets = new Map([
      [column, texts],
      [`${column}/other`, texts],
    ]);
    const cells = tableCells(table, dataSets, request);
    expect(cells.length).toBe(table.rows.filter(({ recipe }) => recipe).length);
    for (const cell of cells)
      expect(experimentSchema.parse(cell.experiment)).toEqual(cell.experiment);
  });
});

it('asks for as many rows as the paper, or as the scale allows', () => {
  const rowsAt = (scale: 'tiny' | 'small' | 'paper') =>
    tableCells(paperTable('synthesizrr-6'), new Map([['HYP', texts]]), { ...request, scale }).map(
      ({ experiment: { recipes } }) => (recipes[0] as { rows: number }).rows,
    );
  expect(rowsAt('tiny')).toEqual([60, 60, 60, 60, 60]);
  expect(rowsAt('small')).toEqual([600, 600, 600, 600, 600]);
  expect(rowsAt('paper')).toEqual([2000, 2000, 2000, 2000, 2000]);
});

it('trains five students with the paper’s settings on rows that nothing has cleaned', () => {
  const [cell] = tableCells(paperTable('s3-3'), new Map([['RTE', pairs]]), request);
  expect(cell!.experiment).toMatchObject({
    project: '/tables/RTE.stillroom',
    student: { model: 'some-student', seeds: 5, batch: 8, learningRate: 5e-6 },
  });
  expect(cell!.experiment.cleaning.off).not.toContain('empty');
  expect(cell!.experiment.cleaning.off).toContain('nearDuplicate');
});

it('leaves a cell empty where a recipe is not for the kind of task', () => {
  const cells = tableCells(paperTable('synthesizrr-6'), new Map([['AG', pairs]]), request);
  expect(cells).toEqual([]);
});

it('refuses questions, whose scores are no accuracies on labels', () => {
  const questions = new Map([['RTE', experiment('extractive-qa')]]);
  const wrong = () => tableCells(paperTable('s3-3'), questions, request);
  expect(wrong).toThrow(BadInput);
  expect(wrong).toThrow('the data set of RTE is an extractive-qa');
});

it('refuses a column that the table lacks, a table that there is not, and no data at all', () => {
  const table = paperTable('s3-2');
  const wrong = () => tableCells(table, new Map([['AG', texts]]), request);
  expect(wrong).toThrow(BadInput);
  expect(wrong).toThrow('it has IMDb, QNLI, RTE');
  expect(() => tableCells(table, new Map(), request)).toThrow('COLUMN=EXPERIMENT.yaml');
  expect(() => paperTable('s3-1')).toThrow('Choose one of: s3-2');
});

const MADE_TEST = {
  n: 300,
  accuracy: 0.612,
  ci95: [0.55, 0.67],
  macroF1: 0.6,
  deviation: 0.02,
} as const;
const FACTS = { teacher: 'some-teacher', student: 'some-student', humanLabels: 40, seeds: 5 };
const MADE: MadeTable = {
  table: 's3-3',
  scale: 'tiny',
  cells: [
    { ...FACTS, row: 'S3', column: 'RTE', asked: 60, kept: 58, test: MADE_TEST },
    {
      ...FACTS,
      row: 'without EES',
      column: 'RTE',
      asked: 58,
      kept: 0,
      test: null,
      reason: 'Why.',
    },
  ],
};

it('prints the paper’s numbers beside ours, and what differs', () => {
  const text = printTable(tableView(paperTable('s3-3'), MADE));
  expect(text).toContain('| S3 | GPT-3.5, printed | 89.00 | 79.92 | 73.29 |');
  expect(text).toContain('| S3 | **some-teacher** | – | – | **61.2 ± 2.0 [55.0, 67.0]** |');
  expect(text).toContain('| without EES | **some-teacher** | – | – | – |');
  expect(text).toContain('without EES on RTE stays empty: Why.');
  expect(text).toContain("the paper's: DistilBERT");
});

describe('the tables of a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'stillroom-tables-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const write = (text: string) => writeFileSync(path.join(folder, 's3-3-tiny.json'), text);

  it('are all there, those that were made with what was made', () => {
    write(JSON.stringify(MADE));
    const tables = readTables(folder);
    expect([...new Set(tables.map(({ name }) => name))]).toEqual(paperTables());
    expect(tables.filter(({ scale }) => scale !== null)).toEqual([
      tableView(paperTable('s3-3'), MADE),
    ]);
    expect(tables.find(({ name }) => name === 's3-4')).toMatchObject({ scale: null, caption: [] });
  });

  it.each(['{', '{ "table": "s3-3" }'])('a file that says %s is named', (text) => {
    write(text);
    expect(() => readTables(folder)).toThrow(
      `${path.join(folder, 's3-3-tiny.json')} is no table as stillroom replicate writes it.`,
    );
  });
});
