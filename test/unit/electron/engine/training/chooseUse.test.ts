import { describe, expect, it } from 'vitest';
import { speaksForRows } from '../../../../../electron/contract/rowUse.ts';
import {
  chooseUse,
  type FeaturedRow,
  weightsOfRows,
} from '../../../../../electron/engine/training/chooseUse.ts';
import { randomStream } from '../../../../../models/randomStream.ts';
import {
  fitLogisticRegression,
  logLikelihood,
} from '../../../../../models/student/logisticRegression.ts';
import { points } from './points.ts';

const CLASSES = 2;

const choose = (labels: readonly FeaturedRow[], rows: readonly FeaturedRow[]) =>
  chooseUse(labels, rows, CLASSES, ['test']);

describe('the choice among ways to use rows', () => {
  it('takes planted good rows', async () => {
    const choice = (await choose(points('labels', 24), points('good rows', 200)))!;
    expect(speaksForRows(choice)).toBe(true);
    expect(choice.tried[choice.best]!.logLikelihood).toBeGreaterThan(
      choice.tried[0]!.logLikelihood + 0.05,
    );
  });

  it('refuses planted rows of which half are wrong', async () => {
    const choice = (await choose(points('labels', 60), points('noise', 200, 0.5)))!;
    expect(speaksForRows(choice)).toBe(false);
  });

  it('tries the labels alone first, then each way, and says how many folds it had', async () => {
    const choice = (await choose(points('labels', 20), points('rows', 20)))!;
    expect(choice.tried.map(({ use, rowWeight }) => [use, rowWeight])).toEqual([
      ['labels', undefined],
      ['rows', undefined],
      ['mixed', 1],
      ['mixed', 0.3],
      ['mixed', 0.1],
      ['rowsThenLabels', undefined],
      ['weighted', undefined],
    ]);
    expect(choice.folds).toBe(5);
    expect(await choose(points('labels', 20), points('rows', 20))).toEqual(choice);
  });

  it('leaves a row out with the label that it was written from', async () => {
    const labels = points('labels', 20, 0.5);
    // each row copies its label, right or wrong, so with its parent left in it would predict it
    const copies = labels.map((label, i) => ({ ...label, parents: [i] }));
    const orphans = copies.map((row) => ({ ...row, parents: [] }));
    const rowsAlone = async (rows: readonly FeaturedRow[]) =>
      (await choose(labels, rows))!.tried.find(({ use }) => use === 'rows')!;
    expect((await rowsAlone(orphans)).accuracy).toBe(1);
    expect((await rowsAlone(copies)).accuracy).toBeLessThan(0.8);
  });

  it('sees nothing in rows without a signal, also behind the label gate', async () => {
    let spoken = 0;
    for (let draw = 0; draw < 8; draw++) {
      const random = randomStream('useless', draw);
      const rows = points(`noise ${draw}`, 120, 0.5).map((row) => ({
        ...row,
        label: random.below(CLASSES),
        teacher: random.below(CLASSES),
      }));
      if (speaksForRows((await choose(points(`labels ${draw}`, 60), rows))!)) spoken++;
    }
    // a gate that had seen the held-out labels lets three quarters of such rows speak
    expect(spoken).toBeLessThanOrEqual(2);
  });

  it('a rare label does not change the folds; its only example is never held out', async () => {
    const labels = points('labels', 20);
    const few = labels.filter(({ label }, i) => label === 0 || i < 4);
    expect((await choose(few, points('rows', 20)))!.folds).toBe(5);
    const one = labels.filter(({ label }, i) => label === 0 || i < 2);
    const choice = (await choose(one, points('rows', 20)))!;
    // ten labels of the other class are held out
    expect((10 * choice.tried[0]!.accuracy) % 1).toBeCloseTo(0, 9);
  });

  it('has no answer if nothing can be held out', async () => {
    expect(await choose(points('labels', 2), points('rows', 20))).toBeNull();
  });
});

describe('importance weights', () => {
  it('are lower for rows that the labels contradict', () => {
    const rows = points('rows', 100, 0.2);
    const weights = weightsOfRows(points('labels', 80), rows, CLASSES);
    const mean = (isRight: boolean) => {
      const chosen = weights.filter((_, i) => (rows[i]!.label === i % CLASSES) === isRight);
      return chosen.reduce((sum, weight) => sum + weight, 0) / chosen.length;
    };
    expect(mean(false)).toBeLessThan(0.8 * mean(true));
  });

  it('are 1 for a label of which people gave no example', () => {
    const labels = points('labels', 20).filter(({ label }) => label === 0);
    const rows = points('rows', 20);
    const weights = weightsOfRows(labels, rows, CLASSES);
    expect(weights.filter((_, i) => rows[i]!.label === 1)).toEqual(new Array(10).fill(1));
  });

  it('are how likely a row is by the labels over how likely it is by the rows, 2 at most', () => {
    const at = (x: number, label: number): FeaturedRow => ({ features: [x], label, parents: [] });
    const labels = [at(-2, 0), at(-1, 0), at(1, 1), at(2, 1)];
    // the third contradicts the labels; the rows know little of the last place
    const rows = [at(-1, 0), at(1, 1), at(2, 0), at(3, 1)];
    const weights = weightsOfRows(labels, rows, CLASSES);
    const likelihood = (of: readonly FeaturedRow[], { features, label }: FeaturedRow) => {
      const model = fitLogisticRegression(
        of.map((one) => one.features),
        of.map((one) => one.label),
        CLASSES,
        { C: 10 },
      );
      return Math.exp(logLikelihood(model, features, label));
    };
    for (const [i, row] of rows.entries()) {
      const ratio = likelihood(labels, row) / likelihood(rows, row);
      expect(weights[i]!).toBeCloseTo(Math.min(ratio, 2), 2);
    }
    expect(weights[2]!).toBeLessThan(0.1);
  });
});
