import { expect, it } from 'vitest';
import { riskCoverage } from '../../../../../electron/engine/measures/riskCoverage.ts';
import { wilsonInterval } from '../../../../../electron/engine/measures/score.ts';
import { pointAt } from '../../../../../renderer/screens/use/pointAt.ts';

// five texts, in no order; two of them are equally certain
const TEXTS = [
  { confidence: 0.6, isRight: false },
  { confidence: 0.99, isRight: true },
  { confidence: 0.8, isRight: true },
  { confidence: 0.8, isRight: false },
  { confidence: 0.5, isRight: true },
];

it('gives coverage and accuracy at every threshold that tells texts apart', () => {
  const points = riskCoverage(TEXTS);
  expect(points.map(({ threshold, covered, right }) => [threshold, covered, right])).toEqual([
    [0.99, 1, 1],
    [0.8, 3, 2],
    [0.6, 4, 2],
    [0.5, 5, 3],
  ]);
  expect(points[1]).toMatchObject({ coverage: 3 / 5, accuracy: 2 / 3 });
  expect(points[1]!.ci95).toEqual(wilsonInterval(2, 3));
  expect(riskCoverage([])).toEqual([]);
});

it('finds what a threshold between two texts does', () => {
  const points = riskCoverage(TEXTS);
  expect(pointAt(points, 0)?.covered).toBe(5);
  expect(pointAt(points, 0.55)?.covered).toBe(4);
  expect(pointAt(points, 0.8)?.covered).toBe(3);
  expect(pointAt(points, 0.81)?.covered).toBe(1);
  expect(pointAt(points, 1)).toBeUndefined();
});
