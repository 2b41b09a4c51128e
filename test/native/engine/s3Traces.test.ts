import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notTrained } from '../../../electron/contract/notTrained.ts';
import type { TrainedStudent } from '../../../electron/engine/training/trainStudent.ts';
import { recordedKeys } from '../../fixtures/recordedKeys.ts';
import { makeTinyModels } from '../../fixtures/tinyProject.ts';
import {
  type ExampleRow,
  errorsOf,
  type GenerationRow,
  goldOf,
  rowsOf,
  stepValue,
  type TracedRun,
  tracedRun,
} from '../../fixtures/tracedRun.ts';

/** S3's Table 1 for films in a sentence, written out by hand. */
const rationalesAsk = (label: string) =>
  `Imagine you are watching a movie; consider 8 reasons that may lead to ${label} impression of the movie.`;
const writesWithout = (label: string) =>
  `Write a ${label} movie review in a single short sentence.`;
const writesLike = (label: string, text: string) =>
  `Write a ${label} movie review in a single short sentence similar to: \n${text}`;

let folder: string;
let models: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-s3-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const kept = (rows: readonly ExampleRow[]) => rows.filter(({ dropped_by }) => dropped_by === null);

describe('what S3 is compared with, at equal kept rows', () => {
  let run: TracedRun;
  beforeAll(async () => {
    run = await tracedRun(path.join(folder, 'compared'), models, [
      '{ kind: s3, rows: 12, rounds: 1 }',
      '{ kind: s3WithoutEes, rows: 25 }',
      '{ kind: goldgen, rows: 40 }',
    ]);
  });
  afterAll(() => run.database.close());

  it('S3 without EES: the same seed rows and more of them, until 25 are kept', () => {
    const { database, report } = run;
    const seed = rowsOf<ExampleRow>(database, 'examples', 's3/seed/clean');
    const first = rowsOf<ExampleRow>(database, 'examples', 's3WithoutEes/pass-0/clean');
    expect(first).toHaveLength(25);
    expect(first.slice(0, 12).map(({ text }) => text)).toEqual(seed.map(({ text }) => text));
    const rationales = rowsOf<GenerationRow>(
      database,
      'generations',
      's3/rationales/1/call-1/generate',
    );
    expect(rationales.map(({ prompt }) => prompt)).toEqual([rationalesAsk('negative')]);
    const entry = report.entries.find(({ recipe }) => recipe === 's3WithoutEes')!;
    expect(entry).toMatchObject({ title: 'S3 without EES', humanLabels: 16 });
    expect(entry.rows.kept).toBe(25);
    expect(entry.rows.generated).toBe(rowsOf(database, 'generations', 's3/seed/generate').length);
    expect(entry.test?.n).toBe(20);
  });

  it('GoldGen: T_mis of each validation example, again and again, until 40 are kept', () => {
    const { database, report } = run;
    const validation = goldOf(database, 'validation');
    let left = 40;
    for (let pass = 0; left > 0; pass++) {
      const key = `goldgen/pass-${pass}`;
      const calls = rowsOf<GenerationRow>(database, 'generations', `${key}/generate`);
      const examples = rowsOf<ExampleRow>(database, 'examples', `${key}/clean`);
      expect(calls).toHaveLength(Math.min(left, validation.length));
      const asked = examples.map(({ lineage }) => {
        const { error } = JSON.parse(lineage) as { error: string };
        return validation.find(({ line }) => error === `validation:train.jsonl:${line}`)!;
      });
      expect(new Set(asked).size).toBe(calls.length);
      expect(calls.map(({ prompt }) => prompt)).toEqual(
        asked.map(({ label, text }) => writesLike(label, text)),
      );
      expect(examples.map(({ label }) => label)).toEqual(asked.map(({ label }) => label));
      left -= kept(examples).length;
    }
    expect(left).toBe(0);
    const entry = report.entries.find(({ recipe }) => recipe === 'goldgen')!;
    expect(entry).toMatchObject({ title: 'GoldGen', humanLabels: 16 });
    expect(entry.rows).toMatchObject({ asked: 40, kept: 40 });
    expect(entry.test?.n).toBe(20);
  });
});

it('without rationales no reason is asked for, and each row is written from its label', async () => {
  const { database } = await tracedRun(path.join(folder, 'without'), models, [
    '{ kind: s3, rows: 12, rounds: 1, rationales: 0 }',
  ]);
  try {
    const keys = recordedKeys(database, { place: ['s3', 'rationales'] });
    expect(keys).toEqual([]);
    const calls = rowsOf<GenerationRow>(database, 'generations', 's3/seed/generate');
    const examples = rowsOf<ExampleRow>(database, 'examples', 's3/seed/clean');
    expect(calls).toHaveLength(12);
    expect(calls.map(({ prompt }) => prompt)).toEqual(
      examples.map(({ label }) => writesWithout(label)),
    );
    expect(calls.every(({ chat }) => chat === 1)).toBe(true);
  } finally {
    database.close();
  }
});

it('until the error converges: ends where a student makes no fewer errors than the last', async () => {
  const { database, report, notes } = await tracedRun(path.join(folder, 'converged'), models, [
    '{ kind: s3, rows: 12, rounds: 8, until: converged }',
  ]);
  try {
    const trained = recordedKeys(database, { recipe: 's3', round: 'any', phase: 'train' });
    const errors = trained.map((key) => errorsOf(database, key).length);
    expect(errors.length).toBeGreaterThan(1);
    const ending = errors.findIndex((n, q) => n === 0 || (q > 0 && n >= errors[q - 1]!));
    expect(ending).toBe(errors.length - 1);
    expect(notes.join('\n')).toContain(`S3: the student of round ${ending} makes`);
    const added = recordedKeys(database, { recipe: 's3', round: 'any', phase: 'clean' });
    expect(added).toEqual(trained.slice(0, ending).map((_, q) => `s3/round-${q}/draw-0/clean`));
    const rounds = report.entries.filter(({ recipe }) => recipe === 's3');
    expect(rounds.at(-1)!.title).toBe(`S3 after round ${ending}`);
  } finally {
    database.close();
  }
});

it('errors of labels and rows: each text is judged by a student that saw neither it nor its rows', async () => {
  const { database, report } = await tracedRun(path.join(folder, 'outOfFold'), models, [
    '{ kind: s3, rows: 12, rounds: 2, errorsOf: labelsAndRows }',
  ]);
  try {
    const validation = goldOf(database, 'validation');
    const names = validation.map(({ line }) => `validation:films.jsonl:${line}`);
    const rounds = report.entries.filter(({ recipe }) => recipe === 's3');
    expect(rounds.map(({ round }) => round)).toEqual([0, 1, 2]);
    for (const q of [0, 1]) {
      const folds = recordedKeys(database, { recipe: 's3', round: q, phase: 'train' });
      expect(folds).toEqual([0, 1, 2, 3, 4].map((fold) => `s3/round-${q}/fold-${fold}/train`));
      const judged = folds.flatMap((key) => stepValue<Record<string, number>[]>(database, key));
      expect(judged).toHaveLength(validation.length);
      for (const shares of judged) expect(shares.positive! + shares.negative!).toBeCloseTo(1, 6);
      // each error has one row, so the rows say how many of the labels were right out of fold
      const rows = rowsOf<ExampleRow>(database, 'examples', `s3/round-${q}/draw-0/clean`);
      const errors = rows.map(({ lineage }) => (JSON.parse(lineage) as { error: string }).error);
      expect(new Set(errors).size).toBe(errors.length);
      for (const name of errors)
        expect(names.map((one) => one.split(':')[2])).toContain(name.split(':')[2]);
      const right = 1 - errors.length / validation.length;
      expect(rounds[q]!.validation!.accuracy).toBeCloseTo(right, 9);
    }
    // the last student's rows come from errors on these texts
    expect(rounds[2]!.validation).toBeNull();
    expect(rounds[2]!.test!.n).toBeGreaterThan(0);
    expect(rounds[2]!.humanLabels).toBe(goldOf(database, 'seed').length + validation.length);
  } finally {
    database.close();
  }
});

it('mines nothing from a student that says one label only, and says so', async () => {
  const { database, report, notes } = await tracedRun(
    path.join(folder, 'untrained'),
    models,
    ['{ kind: s3, rows: 12, rounds: 2 }'],
    { leastSteps: 1, epochs: 1, student: ', method: finetune' },
  );
  const { predictions, isSecond } = stepValue<TrainedStudent>(database, 's3/round-0/train');
  expect(new Set(predictions.validation).size).toBe(1);
  expect(isSecond).toBe(true);
  expect(recordedKeys(database, { recipe: 's3', phase: 'generate', round: 0 })).toEqual([]);
  expect(notes.find((note) => note.includes('so its errors show nothing'))).toContain(
    `S3: the student of round 0 calls every validation text ${predictions.validation[0]}`,
  );
  const last = report.entries.find(({ recipe }) => recipe === 's3')!;
  expect(['positive', 'negative']).toContain(last.test!.only);
  expect(notTrained(last)).toBe(`calls every text ${last.test!.only}: it is not trained`);
  database.close();
});
