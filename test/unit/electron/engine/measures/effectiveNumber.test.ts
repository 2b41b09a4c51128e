import { expect, test } from 'vitest';
import { effectiveNumber } from '../../../../../electron/engine/measures/effectiveNumber.ts';

test('equal weights count for all rows, whatever they are, and unequal ones for fewer', () => {
  expect(effectiveNumber([0.2, 0.2, 0.2, 0.2])).toBeCloseTo(4, 12);
  expect(effectiveNumber([1, 0, 0, 0])).toBe(1);
  // (3 + 1)² / (9 + 1)
  expect(effectiveNumber([3, 1])).toBe(1.6);
  expect(effectiveNumber([0, 0])).toBe(0);
});
