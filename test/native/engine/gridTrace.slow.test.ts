import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { studentCard } from '../../../electron/engine/export/studentCard.ts';
import { parseStepKey } from '../../../electron/engine/journal/stepKey.ts';
import { openProject } from '../../../electron/engine/project/project.ts';
import { isWanted, recordedKeys } from '../../fixtures/recordedKeys.ts';
import { makeTinyModels } from '../../fixtures/tinyProject.ts';
import { goldOf, stepValue, type TracedRun, tracedRun } from '../../fixtures/tracedRun.ts';

interface Student {
  readonly chosenEpoch: number;
  readonly validationByEpoch: readonly number[];
  readonly folder: string | null;
  readonly predictions: {
    readonly validation: readonly string[];
    readonly test: readonly string[];
  };
}

const RECIPES = [
  '{ kind: s3, rows: 12, rounds: 1 }',
  '{ kind: synthesizrr, variant: zero-shot, rows: 16, upperCosine: 1 }',
  '{ kind: fewgen, rows: 16, shots: 0 }',
];
const MIXED = ', labelsAndRows: mixed, labelGate: off';
const GRID = `${MIXED}, seeds: 2, grid: { batch: [8, 4], learningRate: [0.000001, 0.003] }`;
const POINTS = [
  'batch-8-learningRate-0.000001',
  'batch-8-learningRate-0.003',
  'batch-4-learningRate-0.000001',
  'batch-4-learningRate-0.003',
];

let folder: string;
let models: string;
let run: TracedRun;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-grid-'));
  models = await makeTinyModels(folder);
  run = await tracedRun(path.join(folder, 'p'), models, RECIPES, { student: GRID });
});
afterAll(() => {
  run.database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Accuracy on validation by what a student predicted. */
function validationAccuracy({ predictions }: Student): number {
  const rows = goldOf(run.database, 'validation');
  return (
    rows.filter(({ label }, row) => predictions.validation[row] === label).length / rows.length
  );
}

it.each([
  ['s3/1', ['s3', 'final']],
  ['synthesizrr/zero-shot/0', ['synthesizrr', 'zero-shot']],
  ['fewgen/zero-shot/0', ['fewgen', 'zero-shot']],
])('%s: a student for each point, and the first of the best on validation wins', (id, place) => {
  const { report, database } = run;
  const key = place.join('/');
  const keys = recordedKeys(database, { place, phase: 'train' });
  // one seed for each point, then both seeds with the point that won; rounds have no grid
  expect(keys).toEqual([
    ...POINTS.map((point) => `${key}/grid/${point}/train`),
    `${key}/train`,
    `${key}/seed-1/train`,
  ]);
  const tried = POINTS.map((point) => stepValue<Student>(database, `${key}/grid/${point}/train`));
  const accuracies = tried.map(validationAccuracy);
  const grid = report.grids!.find((one) => one.id === id)!;
  expect(grid.points.map(({ accuracy }) => accuracy)).toEqual(accuracies);
  expect(grid.points.map(({ epoch }) => epoch)).toEqual(
    tried.map(({ chosenEpoch }) => chosenEpoch),
  );
  expect(grid.chosen).toBe(accuracies.indexOf(Math.max(...accuracies)));
  for (const { validationByEpoch, chosenEpoch, predictions, folder: kept } of tried) {
    expect(validationByEpoch[chosenEpoch - 1]).toBe(Math.max(...validationByEpoch));
    // none of them sees the test texts, or is kept
    expect(predictions.test).toEqual([]);
    expect(kept).toBeNull();
  }
  const final = stepValue<Student>(database, `${key}/train`);
  expect(final.validationByEpoch).toHaveLength(2);
  expect(final.predictions.test).toHaveLength(20);
});

it('tells every point, and which one won', () => {
  const { report } = run;
  const [grid] = report.grids!;
  const { settings } = grid!.points[grid!.chosen]!;
  const fact = report.facts.find((one) => one.startsWith('S3 after round 1, a grid of 4'))!;
  expect(fact).toContain('batch 8, learningRate 0.000001');
  expect(fact).toContain('batch 4, learningRate 0.003');
  expect(fact).toContain(
    `Trained with batch ${settings.batch}, learningRate ${settings.learningRate}.`,
  );
  expect(report.facts.join('\n')).toContain(
    'Students of labels alone are trained without the grid',
  );
});

it('counts the validation labels among those that a recipe used', () => {
  const { report } = run;
  const labelsOf = (id: string) => report.entries.find((entry) => entry.id === id)!.humanLabels;
  expect(labelsOf('s3/1')).toBe(16);
  expect(labelsOf('synthesizrr/zero-shot/0')).toBe(12 + 16);
  // written without any human label, and tuned with those of validation
  expect(labelsOf('fewgen/zero-shot/0')).toBe(16);
  expect(labelsOf('yardstick/labelsAlone/seed and validation')).toBe(28);
  expect(labelsOf('yardstick/labelsAndRows/synthesizrr/zero-shot')).toBe(28);
  expect(labelsOf('yardstick/labelsAndRows/fewgen/zero-shot')).toBe(28);
});

it('a longer grid finds the points that are there, and the steps of no grid are as before', async () => {
  const { database } = run;
  const before = database.all<{ key: string; hash: string }>('SELECT key, hash FROM steps');
  database.close();
  const longer = GRID.replace('[8, 4]', '[8, 4, 2]');
  run = await tracedRun(path.join(folder, 'p'), models, RECIPES, { student: longer });
  const after = run.database.all<{ key: string; hash: string }>('SELECT key, hash FROM steps');
  const isNew = ({ key, hash }: { key: string; hash: string }) =>
    !before.some((step) => step.key === key && step.hash === hash);
  const fresh = after.filter(isNew).map(({ key }) => key);
  expect(fresh.filter((key) => parseStepKey(key).place.includes('grid'))).toHaveLength(6);
  expect(
    fresh.filter((key) => isWanted(key, { phase: 'generate' }) || isWanted(key, { round: 'any' })),
  ).toEqual([]);
  const plain = await tracedRun(path.join(folder, 'plain'), models, RECIPES, {
    student: `${MIXED}, seeds: 2`,
  });
  const rounds = (from: typeof before) => from.find(({ key }) => key === 's3/round-0/train')!.hash;
  expect(rounds(plain.database.all('SELECT key, hash FROM steps'))).toBe(rounds(after));
  expect(plain.report.grids).toBeUndefined();
  // what learns from a recipe's rows has what was chosen for it; what learns from labels alone has not
  const hashes = (key: string) =>
    [run, plain].map(({ database: { column } }) =>
      column<string>('SELECT hash FROM steps WHERE key = ? ORDER BY id DESC LIMIT 1', key),
    );
  const [alone, plainAlone] = hashes('yardstick/seed-alone/train');
  expect(alone).toEqual(plainAlone);
  const [together, plainTogether] = hashes('yardstick/labels-and-s3/train');
  expect(together).not.toEqual(plainTogether);
  plain.database.close();
});

it("a student's card names the settings that it was trained with", async () => {
  const final = stepValue<Student>(run.database, 's3/final/train');
  run.database.close();
  const project = await openProject(path.join(folder, 'p', 'tiny.stillroom'), { create: false });
  run = { ...run, database: project.database };
  const [grid] = run.report.grids!;
  const { batch, learningRate } = grid!.points[grid!.chosen]!.settings;
  expect(studentCard(project, final.folder!)).toContain(
    `batches of ${batch}, learning rate ${learningRate},`,
  );
});

it('of questions the most exact matches win', async () => {
  const at = path.join(folder, 'questions');
  const recipes = ['{ kind: goldgen, rows: 12 }'];
  const { report, database } = await tracedRun(at, models, recipes, {
    isOfQuestions: true,
    prompts: 'adqa',
    student: ', grid: { epochs: [1, 3], weightDecay: [0, 0.1] }',
  });
  try {
    const [grid] = report.grids!;
    expect(grid).toMatchObject({ id: 'goldgen/0' });
    const accuracies = grid!.points.map(({ settings: { weightDecay, epochs } }) => {
      const key = `goldgen/grid/weightDecay-${weightDecay}-epochs-${epochs}/train`;
      const { chosenEpoch, validationByEpoch } = stepValue<Student>(database, key);
      expect(validationByEpoch).toHaveLength(epochs!);
      return validationByEpoch[chosenEpoch - 1];
    });
    expect(grid!.points.map(({ accuracy }) => accuracy)).toEqual(accuracies);
    expect(report.entries[0]).toMatchObject({ humanLabels: 16, test: { n: 20 } });
  } finally {
    database.close();
  }
});
