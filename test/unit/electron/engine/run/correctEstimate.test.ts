import { expect, it } from 'vitest';
import { correctEstimate } from '../../../../../electron/engine/run/correctEstimate.ts';
import type { EstimatedRun } from '../../../../../electron/engine/run/estimateRecords.ts';

const MEASURED = {
  parts: [
    { what: 'Writing rows', detail: '100 calls', seconds: 80 },
    { what: 'Training students', detail: '3 students', seconds: 20 },
  ],
  seconds: 100,
  least: 80,
  most: 125,
  tokens: 3000,
  notes: ['Measured just now.'],
};
const OWN = { setting: 'here', recipes: 's3' };
const ran = (ratio: number, more: Partial<EstimatedRun> = {}): EstimatedRun => ({
  ...{ setting: 'here', recipes: 's3', measuredSeconds: 100, ratio },
  ...more,
});
const corrected = (...runs: EstimatedRun[]) => correctEstimate(MEASURED, OWN, runs);

it('changes nothing if no run with the same teacher and layout had an estimate', () => {
  expect(corrected()).toBe(MEASURED);
  expect(corrected(ran(2, { setting: 'elsewhere' }))).toBe(MEASURED);
});

it('multiplies by the median, holds each ratio in the interval, and says so', () => {
  expect(corrected(ran(1.2), ran(1.1), ran(2))).toEqual({
    ...MEASURED,
    parts: [
      { ...MEASURED.parts[0], seconds: 96 },
      { ...MEASURED.parts[1], seconds: 24 },
    ],
    seconds: 120,
    least: 96,
    most: 200,
    notes: [
      'The last three runs like this took 1.2 times as long as was measured before them; this estimate ' +
        'counts with it.',
      'Measured just now.',
    ],
  });
  const { least, seconds, most } = corrected(ran(0.5), ran(1.5));
  expect([least, seconds, most]).toEqual([50, 100, 150]);
});

it('widens no interval if the runs agree', () => {
  const { least, most, notes } = corrected(ran(2));
  expect([least, most]).toEqual([160, 250]);
  expect(notes[0]).toMatch(
    /^The last run like this took 2.0 times as long as was measured before it;/,
  );
});

it('counts the five newest', () => {
  expect(corrected(ran(9), ran(9), ran(9), ...[1, 2, 3, 4, 5].map((n) => ran(n))).seconds).toBe(
    300,
  );
});

it('counts other recipes only if there is no run of the same', () => {
  const other = ran(3, { recipes: 'fewgen' });
  expect(corrected(ran(2), other).seconds).toBe(200);
  const { seconds, notes } = corrected(other);
  expect(seconds).toBe(300);
  expect(notes[0]).toContain('The last run with this teacher took 3.0 times');
});

it('leaves out runs that were much shorter, in which loading the models weighs most', () => {
  expect(corrected(ran(6, { measuredSeconds: 9 }))).toBe(MEASURED);
  expect(corrected(ran(6, { measuredSeconds: 10 })).seconds).toBe(600);
});
