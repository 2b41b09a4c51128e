import { describe, expect, it } from 'vitest';
import { printTable } from '../../../../../electron/cli/printTable.ts';
import { type Experiment, experimentSchema } from '../../../../../electron/contract/experiment.ts';
import type { Report, ReportEntry, Score } from '../../../../../electron/contract/report.ts';
import { meanScore, score } from '../../../../../electron/engine/measures/score.ts';
import { makeCell } from '../../../../../electron/engine/replicate/makeCell.ts';
import { paperTable } from '../../../../../electron/engine/replicate/paperTable.ts';
import { tableCells } from '../../../../../electron/engine/replicate/tableCells.ts';
import { tableView } from '../../../../../electron/engine/replicate/tableView.ts';
import type { RunOutcome } from '../../../../../electron/engine/run/runInProject.ts';
import { NoYield } from '../../../../../electron/engine/steps/noYield.ts';
import { BadInput } from '../../../../../models/badInput.ts';

const part = { file: '/data/rows.jsonl', text: 'text', label: 'label' };
const experiment = experimentSchema.parse({
  project: 'any.stillroom',
  task: { kind: 'text-classification', labels: { a: 'one', b: 'other' } },
  gold: { seed: part, validation: { ...part, sample: 40 }, test: part },
  teacher: 'some-teacher',
  student: { model: 'some-student' },
  recipes: [{ kind: 's3', rows: 1 }],
});
const table = paperTable('s3-2');
const cell = tableCells(table, new Map([['IMDb', experiment]]), {
  scale: 'tiny',
  folder: '/tables',
}).find(({ row }) => row.name === 'S3')!;

/** A student that is right on so many of 20 texts. */
const rightOn = (right: number): Score =>
  score(
    Array.from({ length: 20 }, (_, i) => (i < right ? 'a' : 'b')),
    Array(20).fill('a'),
    ['a', 'b'],
  );
const entry = (facts: Partial<ReportEntry>): ReportEntry => ({
  id: 's3/2',
  title: 'S3 after round 2',
  recipe: 's3',
  yardstick: null,
  rowsOf: null,
  labels: null,
  round: 2,
  humanLabels: 16,
  emptyQueries: 0,
  validation: null,
  test: null,
  tokens: 0,
  seconds: 0,
  rows: { asked: 60, generated: 80, dropped: {}, kept: 70 },
  ...facts,
});
const reportOf = (students: readonly number[]): Report => ({
  verdict: '',
  phases: [],
  facts: [],
  parameters: 1000,
  entries: [
    entry({
      id: 's3/0',
      title: 'S3 seed only',
      round: 0,
      rows: { asked: 60, generated: 60, dropped: {}, kept: 50 },
    }),
    entry({ test: meanScore(students.map(rightOn)) }),
    entry({
      recipe: null,
      yardstick: 'labelsAlone' as const,
      labels: 'validation' as const,
      humanLabels: 40,
      test: meanScore([9, 10, 11, 10, 10].map(rightOn)),
    }),
  ],
});

/** Ten students' numbers of right texts, of which a run trains as many as it is told. */
async function made(students: readonly number[]) {
  const seeds: number[] = [];
  const notes: string[] = [];
  const run = async (asked: Experiment): Promise<RunOutcome> => {
    seeds.push(asked.student.seeds);
    return {
      state: 'done',
      report: reportOf(students.slice(0, asked.student.seeds)),
      timing: null,
    };
  };
  const result = await makeCell(cell, run, table, { onNote: (note) => notes.push(note) });
  if ('state' in result) throw new Error(result.state);
  return { cells: result, seeds, notes };
}

it('five students that agree are the result', async () => {
  const { cells, seeds, notes } = await made([12, 12, 13, 12, 12]);
  expect([seeds, notes]).toEqual([[5], []]);
  expect(cells[1]).toMatchObject({ row: 'S3', kept: 70, seeds: 5 });
  expect(cells[1]!.test!.accuracy).toBeCloseTo(0.61, 12);
  expect(cells[1]).not.toHaveProperty('scattered');
});

it('counts the operations of a training in each round, and prints the paper’s beside', async () => {
  const { cells } = await made([12, 12, 13, 12, 12]);
  // 6 x 512 tokens x 1000 parameters x 6 epochs x (50 + 70) rows
  expect(cells[1]!.flops).toBe(2_211_840_000);
  expect(cells[0]).not.toHaveProperty('flops');
  const text = printTable(tableView(table, { table: 's3-2', scale: 'tiny', cells }));
  expect(text).toContain('all rounds of one student: S3 on IMDb 2.21 x 10^9.');
  expect(text).toContain('ZeroGen 4.06 x 10^17, S3 3.11 x 10^17.');
});

it('where five scatter by 6 points, the five that come after them are the result', async () => {
  // deviations of 0.0612 and, of the next five, 0.0224
  const { cells, seeds, notes } = await made([10, 12, 12, 13, 13, 14, 14, 15, 14, 14]);
  expect(seeds).toEqual([5, 10]);
  expect(notes.join()).toContain('five others take their place');
  expect(cells[1]!.test!.accuracy).toBeCloseTo(0.71, 12);
  expect(cells[1]!.test!.deviation).toBeCloseTo(0.022360679774997918, 12);
  expect(cells[1]!.scattered!.accuracy).toBeCloseTo(0.6, 12);
  expect(cells[1]!.seeds).toBe(5);
});

it('Gold stands before the cell, of the first run, with what its labels are', async () => {
  const { cells } = await made([8, 16, 8, 16, 12, 14, 14, 15, 14, 14]);
  expect(cells[0]).toMatchObject({
    row: 'Gold',
    column: 'IMDb',
    teacher: 'human',
    humanLabels: 40,
    labels: 'sample',
    test: { accuracy: 0.5 },
  });
  const text = printTable(tableView(table, { table: 's3-2', scale: 'tiny', cells }));
  expect(text).toContain('IMDb 40 (a sample of its file)');
  expect(text).toContain('S3 on IMDb: five students scattered by 6 points or more (60.0 ± 20.0)');
  expect(text).toContain('| S3 | **some-teacher** | **71.0 ± 2.2');
});

it('a pause ends the cell, a teacher’s useless rows leave it empty', async () => {
  const onNote = () => {};
  const paused = async (): Promise<RunOutcome> => ({ state: 'paused' });
  expect(await makeCell(cell, paused, table, { onNote })).toEqual({ state: 'paused' });
  const useless = async (): Promise<RunOutcome> => {
    throw new NoYield('No row was kept.');
  };
  expect(await makeCell(cell, useless, table, { onNote })).toMatchObject([
    { row: 'S3', test: null, reason: 'No row was kept.' },
  ]);
});

it('what says nothing of the teacher ends the table', async () => {
  const full = async (): Promise<RunOutcome> => {
    throw new BadInput('There is no space left on the disk.');
  };
  await expect(makeCell(cell, full, table, { onNote() {} })).rejects.toThrow('no space left');
});

it('is bad input by its class and its name, as which the command line and hosts know it', () => {
  const error = new NoYield('No row was kept.');
  expect(error).toBeInstanceOf(BadInput);
  expect(error.name).toBe('BadInput');
});

it('says how much of a text the students read where it is less than the paper’s', async () => {
  const short = { ...experiment, student: { ...experiment.student, maxLength: 64 } };
  const [first] = tableCells(table, new Map([['IMDb', short]]), { scale: 'tiny', folder: '/' });
  const run = async (): Promise<RunOutcome> => ({
    state: 'done',
    report: reportOf([12, 12, 12, 12, 12]),
    timing: null,
  });
  const cells = await makeCell(first!, run, table, { onNote() {} });
  expect(cells).toMatchObject([{ row: 'Gold', maxLength: 64 }, { maxLength: 64 }]);
  const { cells: whole } = await made([12, 12, 12, 12, 12]);
  for (const one of whole) expect(one).not.toHaveProperty('maxLength');
});

describe('what the data map’s filter leaves', () => {
  const filtering = paperTable('synthesizrr-10');
  const data = {
    ...experiment,
    corpus: [{ file: '/data/corpus.jsonl', unit: 'document' as const }],
  };
  const [fewgen] = tableCells(filtering, new Map([['AG', data]]), { scale: 'tiny', folder: '/' });
  const makeOf = (entries: readonly ReportEntry[]) => {
    const report = reportOf([12, 12, 12, 12, 12]);
    const run = async (): Promise<RunOutcome> => ({
      state: 'done',
      report: { ...report, entries: [...report.entries, ...entries] },
      timing: null,
    });
    return makeCell(fewgen!, run, filtering, { onNote() {} });
  };

  it('is what the students were trained on', async () => {
    const filtered = entry({
      recipe: null,
      yardstick: 'dataMap' as const,
      rowsOf: 's3',
      rows: { asked: 58, generated: 0, dropped: {}, kept: 58 },
      test: meanScore([13, 13, 13, 13, 13].map(rightOn)),
    });
    expect(await makeOf([filtered])).toMatchObject([
      { asked: 60, kept: 58, test: { accuracy: 0.65 } },
    ]);
  });

  it('is nothing where a label has no row, and the cell says so', async () => {
    const reason = "the data map's filter leaves a label without a row.";
    expect(await makeOf([])).toMatchObject([{ row: 'FewGen, 32 shots', test: null, reason }]);
  });
});
