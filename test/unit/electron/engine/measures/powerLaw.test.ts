import { expect, it } from 'vitest';
import { fitPowerLaw, gainOf } from '../../../../../electron/engine/measures/powerLaw.ts';

const pointsOf = (error: (n: number) => number) =>
  [10, 20, 40, 80].map((n) => ({ n, error: error(n) }));

it('finds the power law that points lie on', () => {
  const law = fitPowerLaw(pointsOf((n) => 0.8 * n ** -0.4));
  expect(law.scale).toBeCloseTo(0.8, 9);
  expect(law.rate).toBeCloseTo(0.4, 9);
  expect(gainOf(law, 80, 80)).toBeCloseTo(0.8 * (80 ** -0.4 - 160 ** -0.4), 9);
});

it('promises nothing where more examples did not help', () => {
  for (const error of [() => 0.3, (n: number) => 0.2 + n / 1000]) {
    expect(gainOf(fitPowerLaw(pointsOf(error)), 80, 200)).toBe(0);
  }
});

it('makes nothing of points at one number of examples', () => {
  const law = fitPowerLaw([
    { n: 5, error: 0.4 },
    { n: 5, error: 0.2 },
  ]);
  expect(gainOf(law, 5, 100)).toBe(0);
});
