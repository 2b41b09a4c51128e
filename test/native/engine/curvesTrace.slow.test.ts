import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { makeTinyModels } from '../../fixtures/tinyProject.ts';
import { goldOf, stepValue, tracedRun } from '../../fixtures/tracedRun.ts';

interface Student {
  readonly chosenEpoch: number;
  readonly curves?: { readonly training: number[]; readonly test: number[] };
  readonly predictions: { readonly test: readonly string[] };
}

it('S3 Figure 1: accuracy on training and test texts after each epoch, which chooses nothing', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'stillroom-curves-'));
  const models = await makeTinyModels(folder);
  const recipes = ['{ kind: s3, rows: 12, rounds: 1 }'];
  try {
    const { report, database } = await tracedRun(path.join(folder, 'p'), models, recipes, {
      epochs: 3,
      student: ', curves: on',
    });
    const plain = await tracedRun(path.join(folder, 'plain'), models, recipes, { epochs: 3 });
    const student = stepValue<Student>(database, 's3/final/train');
    const { curves, chosenEpoch, predictions } = student;
    expect(curves!.training).toHaveLength(3);
    expect(curves!.test).toHaveLength(3);
    const test = goldOf(database, 'test');
    const right = test.filter(({ label }, row) => predictions.test[row] === label).length;
    expect(curves!.test[chosenEpoch - 1]).toBeCloseTo(right / test.length, 9);
    expect(report.facts.join('\n')).toMatch(
      /S3 after round 1, accuracy after each epoch: training/,
    );
    // a round's student does not see the test texts, and nothing else is another
    expect(stepValue<Student>(database, 's3/round-0/train').curves).toBeUndefined();
    const same = stepValue<Student>(plain.database, 's3/final/train');
    expect(same.predictions).toEqual(predictions);
    expect(same.curves).toBeUndefined();
    plain.database.close();
    database.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
