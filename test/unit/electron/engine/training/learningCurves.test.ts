import { expect, it } from 'vitest';
import { learningCurveSentences } from '../../../../../electron/contract/learningCurve.ts';
import { learningCurves } from '../../../../../electron/engine/training/learningCurves.ts';
import { points } from './points.ts';

const draw = (labels: number, rows: number, wrong: number) =>
  learningCurves(points('labels', labels), points('rows', rows, wrong), 2, {
    strengths: { labels: 1, rows: 1 },
    stream: ['test'],
  });

it('rises with the labels, and with good rows beside them', async () => {
  const curves = (await draw(80, 240, 0))!;
  expect(curves.labels.points.map(({ n }) => n)).toEqual([16, 32, 48, 64]);
  expect(curves.rows.points.map(({ n }) => n)).toEqual([0, 60, 120, 180, 240]);
  for (const { points } of [curves.labels, curves.rows]) {
    expect(points.at(-1)!.accuracy).toBeGreaterThan(points[0]!.accuracy + 0.02);
  }
  const gains = curves.labels.more.map(({ gain }) => gain);
  expect(gains).toHaveLength(3);
  expect(gains).toEqual(gains.toSorted((a, b) => a - b));
  expect(gains[0]).toBeGreaterThan(0);
  for (const { gain, ci95 } of curves.labels.more) {
    expect(ci95[0]).toBeLessThanOrEqual(gain);
    expect(ci95[1]).toBeGreaterThanOrEqual(gain);
  }
});

it('promises little of more rows of which half are wrong', async () => {
  const { rows } = (await draw(80, 240, 0.5))!;
  expect(rows.more[0]!.gain).toBeLessThan(0.03);
  expect(rows.more[0]!.ci95[0]).toBe(0);
});

it('is the same whenever it is drawn, and leaves rows out with their label', async () => {
  expect(await draw(60, 40, 0)).toEqual(await draw(60, 40, 0));
  const labels = points('labels', 60);
  const ofAll = points('rows', 8).map((row) => ({ ...row, parents: labels.map((_, i) => i) }));
  const options = { strengths: { labels: 1, rows: 1 }, stream: ['test'] };
  expect(await learningCurves(labels, ofAll, 2, options)).toBeNull();
});

it('draws nothing of few labels', async () => {
  expect(await draw(59, 40, 0)).toBeNull();
});

it('says in a sentence each what more would bring', () => {
  const more = (n: number) => [{ n, gain: 0.0123, ci95: [0, 0.025] as const }];
  const curve = (n: number, further: number) => ({
    points: [{ n, accuracy: 0.7 }],
    more: more(further),
  });
  expect(learningCurveSentences({ labels: curve(64, 50), rows: curve(240, 240) })).toEqual([
    'With 50 more labels about +1.2 points (95% 0.0 to +2.5).',
    'With 240 more rows about +1.2 points (95% 0.0 to +2.5).',
  ]);
});
