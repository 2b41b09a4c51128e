import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { printTable } from '../../../electron/cli/printTable.ts';
import { readExperiment } from '../../../electron/engine/engine.ts';
import { paperTable } from '../../../electron/engine/replicate/paperTable.ts';
import { replicateTable } from '../../../electron/engine/replicate/replicateTable.ts';
import { tableView } from '../../../electron/engine/replicate/tableView.ts';
import { openModelStore } from '../../../models/catalog/modelStore.ts';
import { readSafetensorsHeader } from '../../../models/catalog/safetensorsHeader.ts';
import { openDatabase } from '../../../native/sqlite/database.ts';
import { isWanted, recordedKeys, type WantedSteps } from '../../fixtures/recordedKeys.ts';
import { makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';

let folder: string;
let models: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-replicate-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function keptStudentOf(tables: string): string {
  const students = path.join(tables, 'IMDb.stillroom', 'students');
  return path.join(students, readdirSync(students)[0]!, 'model.safetensors');
}

async function make(data: string, { table = 's3-3', column = 'IMDb', pauseAt = '', to = '' } = {}) {
  const made: string[] = [];
  const notes: string[] = [];
  const pause = new AbortController();
  const outcome = await replicateTable(paperTable(table), {
    dataSets: new Map([[column, readExperiment(data).experiment]]),
    scale: 'tiny',
    folder: path.join(folder, to || table),
    store: openModelStore({ folder: models }),
    events: {
      onProgress({ key, total, reused }) {
        if (reused < total) made.push(key);
        if (key === pauseAt) pause.abort();
      },
      onTraining() {},
      onNote: (note) => notes.push(note),
      onWait: () => {},
    },
    signal: pause.signal,
  });
  return { outcome, made, notes };
}

it('makes a table, a row matched with another’s kept rows, and goes on where it was paused', async () => {
  const { experiment } = makeTinyExperiment(path.join(folder, 'data'));
  const paused = await make(experiment, { pauseAt: 's3/round-0/train' });
  expect(paused.outcome.state).toBe('paused');
  const { outcome, notes } = await make(experiment);
  if (outcome.state !== 'done') throw new Error(outcome.state);
  expect(notes).toContain('without EES on IMDb (2 of 2)');
  const [s3, withoutEes] = outcome.made.cells;
  expect(s3).toMatchObject({ row: 'S3', column: 'IMDb', teacher: 'tiny-teacher', humanLabels: 16 });
  expect(s3!.test!.n).toBe(20);
  expect(s3!.test!.deviation).toBeGreaterThanOrEqual(0);
  expect(withoutEes).toMatchObject({ row: 'without EES', asked: s3!.kept });
  expect(JSON.parse(readFileSync(outcome.file, 'utf8'))).toEqual(outcome.made);

  const again = await make(experiment);
  expect(again.made).toEqual([]);
  expect(again.outcome).toEqual(outcome);
});

/** The students of the validation labels alone. */
const ALONE: WantedSteps = { place: ['yardstick', 'validation-alone'], phase: 'train' };

it('Gold of S3 is what its run measures of the validation labels alone, and is trained no further', async () => {
  const { experiment } = makeTinyExperiment(path.join(folder, 'gold'), { teacher: 'tiny-quoter' });
  const { outcome, made } = await make(experiment, { table: 's3-2' });
  if (outcome.state !== 'done') throw new Error(outcome.state);
  expect(outcome.made.cells.map(({ row }) => row)).toEqual([
    'ProGen',
    'ZeroGen',
    'Gold',
    'S3',
    'GoldGen',
  ]);
  const [, , gold] = outcome.made.cells;
  expect(gold).toMatchObject({ teacher: 'human', humanLabels: 16, labels: 'sample', seeds: 5 });
  expect(gold!.test!.n).toBe(20);
  const keys = made.filter((key) => isWanted(key, ALONE));
  expect(new Set(keys).size).toBe(5);
  const database = openDatabase(path.join(folder, 's3-2', 'IMDb.stillroom', 'project.db'));
  const steps = recordedKeys(database, ALONE);
  database.close();
  expect(steps).toHaveLength(5);
  const zerogen = outcome.made.cells.find(({ row }) => row === 'ZeroGen')!;
  const { tensors } = readSafetensorsHeader(keptStudentOf(path.join(folder, 's3-2')));
  const parameters = [...tensors.values()]
    .map(({ shape }) => shape.reduce((product, size) => product * size, 1))
    .reduce((sum, n) => sum + n, 0);
  expect(parameters).toBeGreaterThan(1000);
  // 6 operations, 64 tokens, 6 epochs
  expect(zerogen.maxLength).toBe(64);
  expect(zerogen.flops).toBe(6 * 64 * parameters * 6 * zerogen.kept);
  const text = printTable(tableView(paperTable('s3-2'), outcome.made));
  expect(text).toContain('| Gold | human, printed | 87.93 | 88.05 | 58.12 | 18.60/29.85 |');
  expect(text).toContain('| Gold | **human** | **');
  expect(text).toContain('their last epoch: IMDb 16 (a sample of its file).');
});

it('Gold of SynthesizRR is a run without a recipe, on the labels of gold.seed', async () => {
  const { experiment } = makeTinyExperiment(path.join(folder, 'alone'));
  const { outcome } = await make(experiment, { table: 'synthesizrr-7', column: 'AG' });
  if (outcome.state !== 'done') throw new Error(outcome.state);
  const [gold, ...written] = outcome.made.cells;
  expect(gold).toMatchObject({ row: 'Gold', teacher: 'human', humanLabels: 12, seeds: 5 });
  expect(gold!.test!.n).toBe(20);
  expect(written.map(({ row }) => row)).toEqual([
    // their cells have the reason: the tiny models find no documents of a label, and list nothing
    'ReGen',
    'AttrPrompt',
    'SynthesizRR, zero-shot',
    'SynthesizRR, RetrICL, 3 shots',
  ]);
  const text = printTable(tableView(paperTable('synthesizrr-7'), outcome.made));
  expect(text).toContain(
    'Gold here: students of the labels of gold.seed alone, their last epoch: AG 12',
  );
});

it('measures label preservation of the rows of each run alone, and of held-out labels for Gold', async () => {
  const { experiment } = makeTinyExperiment(path.join(folder, 'preserved'));
  const { outcome } = await make(experiment, { table: 'synthesizrr-9', column: 'AG' });
  if (outcome.state !== 'done') throw new Error(outcome.state);
  const [gold, fewgen] = outcome.made.cells;
  expect(gold).toMatchObject({ row: 'Gold', teacher: 'human', test: null, seeds: 1 });
  // a fifth of 12 seed and 16 validation labels
  expect(gold!.measured!.n).toBe(6);
  expect(fewgen).toMatchObject({ teacher: 'tiny-teacher', test: null });
  expect(fewgen!.measured!.n).toBe(fewgen!.kept);
  const right = (fewgen!.measured!.value * fewgen!.kept) / 100;
  expect(right).toBeCloseTo(Math.round(right));
  const text = printTable(tableView(paperTable('synthesizrr-9'), outcome.made));
  expect(text).toContain('| Gold | human, printed | 93.8 | 81.6 |');
  expect(text).toMatch(/\| Gold \| \*\*human\*\* \| \*\*\d+\.\d \[\d+\.\d, \d+\.\d\]\*\* \|/);
  expect(text).toContain('logistic regression on tiny-bert');

  const again = await make(experiment, { table: 'synthesizrr-9', column: 'AG' });
  expect(again.outcome).toEqual(outcome);
});

it('measures the rows that S3 adds beside their errors', async () => {
  const { experiment } = makeTinyExperiment(path.join(folder, 'errors'));
  const { outcome } = await make(experiment, { table: 's3-6' });
  if (outcome.state !== 'done') throw new Error(outcome.state);
  const [pairs, cosine, distance] = outcome.made.cells.map(({ measured }) => measured!);
  expect(pairs!.value).toBeGreaterThan(0);
  expect(pairs!.value).toBeLessThanOrEqual(pairs!.n);
  expect(cosine!.value).toBeLessThanOrEqual(1);
  expect(distance!.value).toBeGreaterThan(0);
  const text = printTable(tableView(paperTable('s3-6'), outcome.made));
  expect(text).toContain(
    '| S3: mean cosine | GPT-3.5, printed | 0.9497 | 0.9537 | 0.9380 | 0.9468 |',
  );
});

it('measures the rows of one run by each of a table’s measures', async () => {
  const { experiment } = makeTinyExperiment(path.join(folder, 'diverse'));
  const { outcome } = await make(experiment, { table: 'synthesizrr-8', column: 'IMDb' });
  if (outcome.state !== 'done') throw new Error(outcome.state);
  const cellOf = (name: string) => outcome.made.cells.find(({ row }) => row === name)!;
  expect(cellOf('Gold: Self-BLEU-5').measured!.value).toBeGreaterThan(0);
  const s3 = cellOf('S3: Self-BLEU-5');
  expect(s3.measured!.n).toBe(s3.kept);
  expect(cellOf('S3: entity entropy').measured!.n).toBe(s3.kept);
  // with c = 1 texts that share nothing have 50
  expect(cellOf('S3: MAUVE').measured!.value).toBeGreaterThanOrEqual(50);
  expect(cellOf('S3: MAUVE').measured!.value).toBeLessThanOrEqual(100);
});

/** The students of a recipe's rows. */
const OF_ROWS: WantedSteps = { place: ['synthesizrr'], phase: 'train' };

it('measures the rows whose students a table scores, in the same runs', async () => {
  const { experiment } = makeTinyExperiment(path.join(folder, 'corpora'));
  const { outcome, made } = await make(experiment, { table: 'synthesizrr-12', column: 'AG' });
  if (outcome.state !== 'done') throw new Error(outcome.state);
  const ofRandom = outcome.made.cells.filter(({ row }) => row.startsWith('random documents of it'));
  const [accuracy, mauve, bleu, entropy] = ofRandom;
  expect(accuracy).toMatchObject({ seeds: 5, test: { n: 20 } });
  for (const { kept, seeds } of ofRandom) expect([kept, seeds]).toEqual([accuracy!.kept, 5]);
  expect(bleu!.measured!.n).toBe(accuracy!.kept);
  for (const one of [mauve, entropy]) expect(one!.measured ?? one!.reason).toBeDefined();
  const trained = made.filter((key) => isWanted(key, OF_ROWS));
  expect(new Set(trained).size).toBe(5);
  const text = printTable(tableView(paperTable('synthesizrr-12'), outcome.made));
  expect(text).toContain('percent right on 20 test texts');
  expect(text).toContain('Texts that were measured, each cell:');
});

/** The chart of a figure as it was made on one column. */
async function chartOf(table: string, column: string) {
  const data = path.join(folder, `${table}-data`);
  const { experiment } = makeTinyExperiment(data, { teacher: 'tiny-quoter' });
  const { outcome } = await make(experiment, { table, column });
  if (outcome.state !== 'done') throw new Error(outcome.state);
  const { cells } = outcome.made;
  return { cells, chart: tableView(paperTable(table), outcome.made).chart! };
}

it('draws how students learn, epoch by epoch, of rows and of labels alone', async () => {
  const { cells, chart } = await chartOf('s3-fig-1', 'IMDb');
  if (chart.kind !== 'lines') throw new Error('a figure of lines');
  const [{ lines }] = chart.panels as [(typeof chart.panels)[number]];
  expect(lines.map(({ line, teacher }) => [line, teacher])).toEqual([
    ['ZeroGen, training texts', 'tiny-quoter'],
    ['ZeroGen, test texts', 'tiny-quoter'],
    ['Gold, training texts', 'human'],
    ['Gold, test texts', 'human'],
  ]);
  for (const { values } of lines) {
    expect(values).toHaveLength(6);
    for (const value of values) expect(value).toBeGreaterThanOrEqual(0);
  }
  expect(cells.find(({ row }) => row === 'Gold, test texts: epoch 1')!.measured!.n).toBe(12);
});

it('draws Self-BLEU of human texts beside that of rows, of no more texts', async () => {
  const { cells, chart } = await chartOf('synthesizrr-fig-3', 'HYP');
  if (chart.kind !== 'lines') throw new Error('a figure of lines');
  expect(chart.panels[0]!.lines.map(({ line }) => line).slice(0, 2)).toEqual([
    'Gold',
    'FewGen, zero-shot',
  ]);
  const sizes = cells.map(({ measured }) => measured?.n ?? 0);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(20);
});

it('draws data maps of rows and of human texts', async () => {
  const { cells, chart } = await chartOf('synthesizrr-fig-5', 'CAT');
  if (chart.kind !== 'maps') throw new Error('a figure of pictures');
  expect(chart.pictures.map(({ line }) => line)).toContain('Gold');
  for (const { picture } of chart.pictures)
    expect(picture.axes).toEqual(['variability', 'confidence']);
  const gold = cells.find(({ row }) => row === 'Gold: variability')!;
  expect(gold.measured!.value).toBeLessThanOrEqual(0.5);
  expect(gold.measured!.picture).toBeUndefined();
});

it('counts how many passages several queries find', async () => {
  const { cells, chart } = await chartOf('synthesizrr-fig-6', 'AG');
  if (chart.kind !== 'dots') throw new Error('a figure of dots');
  const { lines } = chart.panels[0]!;
  // to the tiny encoder all texts are alike
  expect(cells[0]!.reason).toContain('cosine');
  expect(lines.map(({ line }) => line)).toEqual(['random documents of it']);
  for (const { values } of lines) {
    const [different, one, few, many] = values as [number, number, number, number];
    expect(different).toBeLessThanOrEqual(100);
    expect(one + few + many).toBeCloseTo(100);
  }
});

it('of questions the cells are exact matches and F1', async () => {
  const options = { isOfQuestions: true, prompts: 'adqa' };
  const { experiment } = makeTinyExperiment(path.join(folder, 'questions'), options);
  const { outcome } = await make(experiment, { column: 'AdversarialQA', to: 'questions-table' });
  if (outcome.state !== 'done') throw new Error(outcome.state);
  const [s3, withoutEes] = outcome.made.cells;
  expect(s3!.test).toMatchObject({ n: 20, f1Ci95: [expect.any(Number), expect.any(Number)] });
  expect(withoutEes).toMatchObject({ row: 'without EES', asked: s3!.kept });
  const printed = printTable(tableView(paperTable('s3-3'), outcome.made));
  expect(printed).toMatch(/\| S3 \| \*\*tiny-teacher\*\* \| – \| – \| – \| \*\*.+ \/ .+\*\* \|/);
});

it('keeps what the table’s file has of another column and of another teacher', async () => {
  const { experiment } = makeTinyExperiment(path.join(folder, 'data'));
  const first = await make(experiment);
  if (first.outcome.state !== 'done') throw new Error(first.outcome.state);
  const { cells } = first.outcome.made;
  const others = [
    { ...cells[0]!, column: 'RTE' },
    { ...cells[0]!, teacher: 'some-other' },
  ];
  const { file } = first.outcome;
  const stale = { ...cells[1]!, kept: 1 };
  writeFileSync(
    file,
    JSON.stringify({ table: 's3-3', scale: 'tiny', cells: [...others, cells[0], stale] }),
  );
  const { outcome } = await make(experiment);
  if (outcome.state !== 'done') throw new Error(outcome.state);
  expect(outcome.made.cells).toEqual([...others, ...cells]);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(outcome.made);
});

it('a table that is made again keeps each earlier cell until that cell is made', async () => {
  const { experiment } = makeTinyExperiment(path.join(folder, 'data'));
  const first = await make(experiment);
  if (first.outcome.state !== 'done') throw new Error(first.outcome.state);
  const { file } = first.outcome;
  const cells = first.outcome.made.cells.slice(-2);
  const earlier = cells.map((cell) => ({ ...cell, kept: 1 }));
  writeFileSync(file, JSON.stringify({ table: 's3-3', scale: 'tiny', cells: earlier }));
  const paused = await make(experiment, { pauseAt: 's3WithoutEes/pass-0/clean' });
  expect(paused.outcome.state).toBe('paused');
  expect(JSON.parse(readFileSync(file, 'utf8')).cells).toEqual([earlier[1], cells[0]]);
  const { outcome } = await make(experiment);
  expect(outcome).toMatchObject({ state: 'done', made: { cells } });
});

it('looks at every data set before it makes the first cell, and names the column', async () => {
  const { experiment } = makeTinyExperiment(path.join(folder, 'faulty'));
  const text = readFileSync(experiment, 'utf8').replace('encoder: tiny-bert', 'encoder: no-such');
  writeFileSync(experiment, text);
  await expect(make(experiment)).rejects.toThrow(/^IMDb: .*no-such/s);
});

it('refuses data sets that no row of the table is for', async () => {
  const options = { isOfPairs: true, prompts: 'rte' };
  const { experiment } = makeTinyExperiment(path.join(folder, 'pairs'), options);
  await expect(make(experiment, { table: 'synthesizrr-6', column: 'AG' })).rejects.toThrow(
    'No row of synthesizrr-6 can be made of these data sets: AG is a text-pair-classification.',
  );
});
