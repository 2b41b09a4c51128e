import { expect, it } from 'vitest';
import { pairedBootstrap } from '../../../../../electron/engine/measures/pairedBootstrap.ts';

it('has the width of the normal interval for many texts', () => {
  // 60 texts only the one gets right, 30 only the other, 310 both or neither
  const differences = [
    ...Array.from({ length: 60 }, () => 1),
    ...Array.from({ length: 30 }, () => -1),
    ...Array.from({ length: 310 }, () => 0),
  ];
  const { difference, ci95 } = pairedBootstrap(differences);
  expect(difference).toBeCloseTo(30 / 400, 12);
  // the standard error of a mean of n differences
  const error = Math.sqrt((90 - 30 ** 2 / 400) / 399 / 400);
  expect(ci95[0]).toBeCloseTo(difference - 1.96 * error, 2);
  expect(ci95[1]).toBeCloseTo(difference + 1.96 * error, 2);
});

it('is a point if the students never differ, and the same each time', () => {
  expect(pairedBootstrap([0, 0, 0])).toEqual({ difference: 0, ci95: [0, 0] });
  const differences = [1, 0, -1, 1, 0.5];
  expect(pairedBootstrap(differences)).toEqual(pairedBootstrap(differences));
});
