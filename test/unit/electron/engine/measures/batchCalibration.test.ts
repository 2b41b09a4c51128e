import { expect, it } from 'vitest';
import {
  batchCalibration,
  smoothedShares,
} from '../../../../../electron/engine/measures/batchCalibration.ts';

const LOGS = [
  [-1.2, -0.4, -2.5],
  [-0.9, -0.7, -1.1],
  [-3.0, -0.2, -2.0],
  [-1.0, -1.5, -0.3],
];

function expectRows(rows: readonly (readonly number[])[], reference: readonly number[][]): void {
  for (const [i, row] of rows.entries()) {
    for (const [c, share] of row.entries()) expect(share).toBeCloseTo(reference[i]![c]!, 11);
  }
}

it('takes away what the teacher prefers over the batch, as numpy does', () => {
  // softmax of logs - logs.mean(0), by numpy 2.4.6
  expectRows(batchCalibration(LOGS), [
    [0.447517362657, 0.436468119604, 0.116014517739],
    [0.432140499504, 0.231308141085, 0.336551359411],
    [0.092658403111, 0.667753868949, 0.23958772794],
    [0.314332579754, 0.083550529837, 0.602116890409],
  ]);
});

it('gives each label its known share, as numpy does', () => {
  // softmax of logs - logs.mean(0) + log([0.5, 0.3, 0.2]), by numpy 2.4.6
  expectRows(batchCalibration(LOGS, [0.5, 0.3, 0.2]), [
    [0.592107660287, 0.34649308204, 0.061399257673],
    [0.612490955448, 0.196705670261, 0.190803374291],
    [0.15727584012, 0.680056296289, 0.16266786359],
    [0.519292196598, 0.082817641493, 0.397890161909],
  ]);
});

it('is the same whatever the teacher adds to a label in every text', () => {
  const leaning = LOGS.map(([a, b, c]) => [a! - 7, b!, c! + 3]);
  expectRows(batchCalibration(leaning), batchCalibration(LOGS));
});

it('has nothing to say of no texts', () => {
  expect(batchCalibration([])).toEqual([]);
});

it('keeps a label possible of which no example is known', () => {
  const examples = [{ label: 'a' }, { label: 'a' }, { label: 'b' }];
  expect(smoothedShares(examples, ['a', 'b', 'c'])).toEqual([3 / 6, 2 / 6, 1 / 6]);
});
