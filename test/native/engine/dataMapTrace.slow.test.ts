import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordedKeys } from '../../fixtures/recordedKeys.ts';
import { makeTinyModels } from '../../fixtures/tinyProject.ts';
import { type ExampleRow, rowsOf, stepValue, tracedRun } from '../../fixtures/tracedRun.ts';

let folder: string;
let models: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-map-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Dynamics {
  readonly confidence: number;
  readonly variability: number;
}

it('the rows that lie lowest on the data map are left out, and the effect stands beside', async () => {
  const recipes = ['{ kind: fewgen, rows: 30, shots: 0 }', '{ kind: s3, rows: 12, rounds: 1 }'];
  const { report, database } = await tracedRun(path.join(folder, 'p'), models, recipes, {
    more: 'dataMap: { filter: variability }',
    student: ', labelsAndRows: mixed, labelGate: off',
  });
  try {
    const kept = rowsOf<ExampleRow>(database, 'examples', 'fewgen/zero-shot/clean').filter(
      ({ dropped_by }) => dropped_by === null,
    );
    const map = stepValue<Dynamics[]>(database, 'yardstick/data-map-fewgen-zero-shot/map/train');
    expect(map).toHaveLength(kept.length);
    for (const { confidence, variability } of map) {
      expect(confidence).toBeGreaterThan(0);
      expect(confidence).toBeLessThan(1);
      expect(variability).toBeGreaterThan(0);
    }
    const entry = (id: string) => report.entries.find((one) => one.id === id)!;
    const filtered = entry('yardstick/dataMap/fewgen/zero-shot');
    expect(filtered).toMatchObject({
      title: 'rows of FewGen zero-shot without the 17% of lowest variability',
      humanLabels: 0,
    });
    // the quantile lies between two rows, so all above it are the upper ones
    expect(filtered.rows.kept).toBe(Math.floor(0.83 * (kept.length - 1)) + 1);
    expect(filtered.test?.n).toBe(20);
    const ofS3 = entry('yardstick/dataMap/s3');
    expect(ofS3).toMatchObject({ humanLabels: 16 });
    // the recipe's own result is that of all its rows
    expect(entry('fewgen/zero-shot/0').rows.kept).toBe(kept.length);
    const keys = recordedKeys(database, { place: ['yardstick'], phase: 'train' });
    expect(keys).toEqual([
      'yardstick/seed-alone/train',
      'yardstick/validation-alone/train',
      'yardstick/seed-and-validation-alone/train',
      'yardstick/labels-and-fewgen-zero-shot/train',
      'yardstick/labels-and-s3/train',
      'yardstick/data-map-fewgen-zero-shot/map/train',
      'yardstick/data-map-fewgen-zero-shot/variability/train',
      'yardstick/data-map-s3/map/train',
      'yardstick/data-map-s3/variability/train',
    ]);
  } finally {
    database.close();
  }
});
