import { expect, it } from 'vitest';
import { passesAnEpoch } from '../../../../../electron/engine/training/passesAnEpoch.ts';

it.each([
  ['40 rows in batches of 8: 5 steps a pass, 30 an epoch of six', 40, 8, 6, 300, 10],
  ['the last batch of a pass may be small', 41, 8, 6, 300, 9],
  ['enough rows are gone through once', 2000, 32, 6, 300, 1],
  ['exactly enough', 400, 8, 6, 300, 1],
  ['none is asked for', 40, 8, 6, 0, 1],
  ['one row', 1, 32, 1, 300, 300],
])('%s', (_what, rows, batch, epochs, leastSteps, passes) => {
  expect(passesAnEpoch({ epochs, batch, leastSteps }, rows)).toBe(passes);
  expect(passes * epochs * Math.ceil(rows / batch)).toBeGreaterThanOrEqual(leastSteps);
});
