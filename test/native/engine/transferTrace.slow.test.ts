import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportProject } from '../../../electron/engine/export/exportProject.ts';
import { syncRows } from '../../../electron/engine/review/syncRows.ts';
import { openDatabase } from '../../../native/sqlite/database.ts';
import { recordedKeys } from '../../fixtures/recordedKeys.ts';
import { makeTinyModels, type TinyOptions } from '../../fixtures/tinyProject.ts';
import {
  type ExampleRow,
  errorsOf,
  type GenerationRow,
  rowsOf,
  stepValue,
  type TracedRun,
  tracedRun,
} from '../../fixtures/tracedRun.ts';
import { withoutUse } from '../../fixtures/withoutUse.ts';

/** S3's Table 1 for films in a sentence, and for paragraphs and questions, written out by hand. */
const filmLike = (label: string, text: string) =>
  `Write a ${label} movie review in a single short sentence similar to: \n${text}`;

const ADDED = 'rounds: 2, rationales: 3';
const ZEROGEN = 'rows: 24, perContext: 2, shortestWords: 3';

let folder: string;
let models: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-transfer-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const runOf = (name: string, recipes: readonly string[], options: TinyOptions = {}) =>
  tracedRun(path.join(folder, name), models, recipes, { teacher: 'tiny-quoter', ...options });

const kept = (rows: readonly ExampleRow[]) => rows.filter(({ dropped_by }) => dropped_by === null);
const seen = ({ context, text, label, lineage }: ExampleRow) => ({ context, text, label, lineage });
const examplesOf = ({ database }: TracedRun, key: string) =>
  rowsOf<ExampleRow>(database, 'examples', key);
const entriesOf = ({ report }: TracedRun) =>
  report.entries.filter(({ recipe }) => recipe?.startsWith('transfer/'));

/** The rows that S3 wrote for errors, in the order of its rounds and draws. */
const addedByS3 = (run: TracedRun) =>
  recordedKeys(run.database, { recipe: 's3', round: 'any', phase: 'clean' }).flatMap((key) =>
    kept(examplesOf(run, key)),
  );

/** The training must have chosen the first epoch of the highest validation accuracy. */
function expectBestEpoch({ database }: TracedRun, key: string): void {
  const { chosenEpoch, validationByEpoch } = stepValue<{
    chosenEpoch: number;
    validationByEpoch: number[];
  }>(database, key);
  expect(validationByEpoch).toHaveLength(2);
  expect(validationByEpoch[chosenEpoch - 1]).toBe(Math.max(...validationByEpoch));
}

describe('both ways beside ZeroGen and S3, on films', () => {
  let run: TracedRun;
  beforeAll(async () => {
    run = await runOf('films', [
      `{ kind: zerogen, ${ZEROGEN} }`,
      `{ kind: s3, rows: 12, ${ADDED} }`,
      `{ kind: transfer, add: ourAdd, s3Rows: 12, ${ADDED}, ${ZEROGEN} }`,
      `{ kind: transfer, add: synAdd, ${ADDED}, ${ZEROGEN} }`,
    ]);
  });
  afterAll(() => run.database.close());

  it.each([
    'zerogen/contexts/generate',
    'zerogen/generate',
    's3/rationales/0/call-1/generate',
    's3/seed/generate',
    's3/round-0/train',
    's3/round-0/draw-0/generate',
  ])('%s is one step, which its recipe and transfer share', (key) => {
    const keys = recordedKeys(run.database, {});
    expect(keys.filter((one) => one === key)).toEqual([key]);
  });

  it.each(['ourAdd', 'synAdd'])('%s begins with ZeroGen’s rows', (add) => {
    const own = examplesOf(run, `transfer/${add}/seed/clean`);
    expect(own).toHaveLength(24);
    const zerogen = examplesOf(run, 'zerogen/clean');
    expect(own.map(seen)).toEqual(zerogen.map(seen));
    expect(own.map(({ dropped_by }) => dropped_by)).toEqual(
      zerogen.map(({ dropped_by }) => dropped_by),
    );
  });

  it('ourAdd adds what S3 wrote for its students’ errors, and nothing of its seed set', () => {
    const added = examplesOf(run, 'transfer/ourAdd/round-0/clean');
    expect(added.map(seen)).toEqual(addedByS3(run).map(seen));
    expect(added.length).toBeGreaterThan(0);
    for (const { lineage } of added) expect(JSON.parse(lineage).error).toMatch(/^validation:/);
    const entry = entriesOf(run).filter(({ recipe }) => recipe === 'transfer/ourAdd');
    expect(entry).toHaveLength(1);
    const seed = kept(examplesOf(run, 'transfer/ourAdd/seed/clean'));
    expect(entry[0]).toMatchObject({
      humanLabels: 16,
      rows: { asked: 24 + added.length, kept: seed.length + kept(added).length },
    });
    expect(entry[0]!.test?.n).toBe(20);
    expectBestEpoch(run, 'transfer/ourAdd/train');
  });

  it('synAdd writes one row like each error of the students of ZeroGen’s rows', () => {
    const rounds = recordedKeys(run.database, {
      recipe: 'transfer/synAdd',
      round: 'any',
      phase: 'train',
    });
    expect(rounds.length).toBeGreaterThan(0);
    let count = kept(examplesOf(run, 'transfer/synAdd/seed/clean')).length;
    for (const [q, key] of rounds.entries()) {
      expect(key).toBe(`transfer/synAdd/round-${q}/train`);
      const draw = `transfer/synAdd/round-${q}/draw-0`;
      const calls = rowsOf<GenerationRow>(run.database, 'generations', `${draw}/generate`);
      expect(calls.map(({ prompt }) => prompt)).toEqual(
        errorsOf(run.database, key).map(({ label, text }) => filmLike(label, text)),
      );
      expect(JSON.parse(calls[0]!.parameters)).toMatchObject({ temperature: 0.9, topP: 0.9 });
      expectBestEpoch(run, key);
      const entry = entriesOf(run).find(({ rows }) => rows.kept === count)!;
      expect(entry.title).toBe(`ZeroGen + synAdd ${q === 0 ? 'seed only' : `after round ${q}`}`);
      const draws = recordedKeys(run.database, {
        recipe: 'transfer/synAdd',
        round: q,
        phase: 'clean',
      });
      count += draws.flatMap((name) => kept(examplesOf(run, name))).length;
    }
    const last = entriesOf(run).at(-1)!;
    expect(last).toMatchObject({ title: `ZeroGen + synAdd after round ${rounds.length}` });
    expect(last).toMatchObject({ humanLabels: 16, rows: { kept: count } });
    expect(last.test?.n).toBe(20);
    expectBestEpoch(run, 'transfer/synAdd/final/train');
  });

  it('the report has students of labels and rows of either', () => {
    const titles = run.report.entries.map(({ title }) => withoutUse(title));
    expect(titles).toContain('labels + rows of ZeroGen + ourAdd');
    expect(titles).toContain('labels + rows of ZeroGen + synAdd');
  });
});

it('alone it makes the same rows, and trains no last student of S3', async () => {
  const recipes = [`{ kind: transfer, s3Rows: 12, ${ADDED}, ${ZEROGEN} }`];
  const run = await runOf('alone', recipes);
  try {
    const keys = recordedKeys(run.database, {});
    expect(keys).toContain('s3/round-0/train');
    expect(keys).not.toContain('s3/final/train');
    expect(keys).not.toContain('zerogen/clean');
    const added = examplesOf(run, 'transfer/ourAdd/round-0/clean');
    expect(added.map(seen)).toEqual(addedByS3(run).map(seen));
    expect(entriesOf(run).map(({ recipe }) => recipe)).toEqual(['transfer/ourAdd']);
  } finally {
    run.database.close();
  }
});

it('a student of reviewed rows knows the labels of an S3 that only transfer ran', async () => {
  // the project of the test before, whose rows of S3 have no recipe of their own
  const database = openDatabase(path.join(folder, 'alone', 'tiny.stillroom', 'project.db'));
  syncRows(database);
  const recipes = database.column<string>('SELECT DISTINCT recipe FROM review_rows');
  database.close();
  expect(recipes).toContain('s3');
  const run = await runOf('alone', ['{ kind: reviewed }']);
  run.database.close();
  expect(run.report.entries[0]).toMatchObject({ recipe: 'reviewed', humanLabels: 16 });
});

it('exports both, and S3 as the run left it that trained its student', async () => {
  const s3 = await runOf('exported', ['{ kind: s3, rows: 12, rounds: 0 }']);
  const texts = kept(examplesOf(s3, 's3/seed/clean')).map(({ text }) => text);
  s3.database.close();
  const ways = ['ourAdd', 'synAdd'].map(
    (add) => `{ kind: transfer, add: ${add}, ${ZEROGEN}, rounds: 1 }`,
  );
  (await runOf('exported', ways)).database.close();
  const to = path.join(folder, 'exported', 'out');
  await exportProject(path.join(folder, 'exported', 'tiny.stillroom'), to);
  const linesOf = (name: string) =>
    readFileSync(path.join(to, name, 'dataset.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
  expect(linesOf('s3').map((line) => JSON.parse(line).text)).toEqual(texts);
  for (const name of ['s3', 'transfer-ourAdd', 'transfer-synAdd']) {
    expect(existsSync(path.join(to, name, 'student', 'model.onnx'))).toBe(true);
  }
  for (const name of ['transfer-ourAdd', 'transfer-synAdd']) {
    const rows = linesOf(name).map((line) => JSON.parse(line) as { error?: string });
    const isAdded = rows.map(({ error }) => error !== undefined);
    // ZeroGen's rows come first
    expect(isAdded).toEqual(isAdded.toSorted((a, b) => Number(a) - Number(b)));
    expect(isAdded).toContain(true);
    expect(isAdded).toContain(false);
  }
});

it('pairs: an error’s paragraph stays, and its question is written anew', async () => {
  const options: TinyOptions = {
    isOfPairs: true,
    prompts: 'qnli',
    labels: ['entailment', 'not_entailment'],
  };
  const settings = 'rows: 60, shortestWords: 2, rounds: 1';
  const recipes = ['ourAdd', 'synAdd'].map((add) => `{ kind: transfer, add: ${add}, ${settings} }`);
  const run = await runOf('qnli', recipes, options);
  try {
    expect(recordedKeys(run.database, { place: ['zerogen'], phase: 'generate' })).toEqual([
      'zerogen/generate',
    ]);
    // s3Rows: 0 asks S3 for as many seed rows as ZeroGen
    expect(examplesOf(run, 's3/seed/clean')).toHaveLength(60);
    const errors = errorsOf(run.database, 'transfer/synAdd/round-0/train');
    expect(errors.length).toBeGreaterThan(0);
    const written = examplesOf(run, 'transfer/synAdd/round-0/draw-0/clean');
    expect(written.map(({ context, label }) => ({ context, label }))).toEqual(
      errors.map(({ context, label }) => ({ context, label })),
    );
    const added = examplesOf(run, 'transfer/ourAdd/round-0/clean');
    expect(added.map(seen)).toEqual(addedByS3(run).map(seen));
    for (const { context } of added) expect(context).not.toBeNull();
  } finally {
    run.database.close();
  }
});

it('says where it has no prompts, and that synAdd takes nothing of S3', async () => {
  await expect(
    runOf('polarity', ['{ kind: transfer, rows: 12 }'], { prompts: 'polarity' }),
  ).rejects.toThrow('recipes: the prompt set polarity has no prompts for zerogen.');
  await expect(
    runOf('unused', ['{ kind: transfer, add: synAdd, rows: 12, s3Rows: 6 }']),
  ).rejects.toThrow("synAdd adds none of S3's. Leave it out, or set add to ourAdd.");
});

it('takes rows of no other S3 than the one that the run makes', async () => {
  const recipes = ['{ kind: s3, rows: 24, rounds: 1 }', '{ kind: transfer, rows: 12, rounds: 1 }'];
  await expect(runOf('two', recipes)).rejects.toThrow(
    'transfer takes the added rows of an S3 whose rows is 12, and that of s3 is 24. Set s3Rows of transfer to 24',
  );
});
