import { expect, test } from 'vitest';
import { dataMapFilter } from '../../../../../electron/engine/training/dataMapFilter.ts';

/** Ten rows, five of each label; confidence falls with variability in one label and rises in the other. */
const rows = Array.from({ length: 10 }, (_, i) => ({ id: i, label: i % 2 ? 'odd' : 'even' }));
const dynamics = rows.map(({ id, label }) => ({
  variability: id / 10,
  confidence: label === 'even' ? 1 - id / 10 : id / 20,
  correctness: 1,
}));
const keptIds = (filter: 'off' | 'variability' | 'confidence', share: number) =>
  dataMapFilter(rows, dynamics, { filter, share }).map(({ id }) => id);

test('variability leaves out the least ambiguous of all rows', () => {
  // the 17% quantile of 0, 0.1, … 0.9 is 0.153
  expect(keptIds('variability', 0.17)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  expect(keptIds('variability', 0.5)).toEqual([5, 6, 7, 8, 9]);
});

test('confidence leaves out the least believed of each label', () => {
  // of even 1, 0.8, … 0.2 the row of 0.2 lies under 0.336, of odd 0.05, … 0.45 that of 0.05 under 0.118
  expect(keptIds('confidence', 0.17)).toEqual([0, 2, 3, 4, 5, 6, 7, 9]);
});

test('a row on the bound is kept, and off leaves everything', () => {
  const same = dynamics.map((row) => ({ ...row, variability: 0.3 }));
  expect(dataMapFilter(rows, same, { filter: 'variability', share: 0.17 })).toEqual(rows);
  expect(keptIds('off', 0.17)).toEqual(rows.map(({ id }) => id));
});
