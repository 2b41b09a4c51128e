import { expect, it } from 'vitest';
import { standardError } from '../../../../../electron/engine/measures/standardError.ts';

it('is the deviation over the root of the count, as a share of the mean', () => {
  // the mean is 4, the variance of the sample 4
  expect(standardError([2, 4, 6])).toBeCloseTo(2 / Math.sqrt(3) / 4);
  expect(standardError([5, 5])).toBe(0);
  expect(standardError([5])).toBe(0);
  expect(standardError([])).toBe(0);
});
