import { expect, test } from 'vitest';
import { printReport } from '../../../../electron/cli/printReport.ts';
import type { ReportEntry } from '../../../../electron/contract/report.ts';
import { REPORT } from './commandLine.ts';

const print = (changes: Partial<ReportEntry>) =>
  printReport({ ...REPORT, entries: [{ ...REPORT.entries[0]!, ...changes }] });

test('the table has a line for each entry, under its heads', () => {
  const lines = print({}).split('\n');
  const head = lines.findIndex((line) => line.includes('test accuracy'));
  expect(lines[head]).toMatch(
    /labels +asked +made +kept +validation +test accuracy \[95%\] +F1 +tokens +time$/,
  );
  expect(lines[head + 1]).toMatch(
    /^S3 seed only +80 +3 +3 +2 +- +72\.0 \[62\.5, 79\.9\] +0\.71 +60 +3 s$/,
  );
  expect(lines).toContain('Test texts: 100. Cleaning:');
  expect(lines).toContain('  S3 seed only: dropped tooShort 1');
  expect(lines).toContain('Time by phase: generate 3.0 s (100%)');
  expect(lines.at(-1)).toBe('Teacher tiny.');
});

test('several student seeds show their deviation', () => {
  const test = { ...REPORT.entries[0]!.test!, deviation: 0.021 };
  expect(print({ test })).toContain('72.0 ±2.1 [62.5, 79.9]');
});

test('queries without a passage are told, also where cleaning dropped nothing', () => {
  const rows = { asked: 3, generated: 3, dropped: {}, kept: 3 };
  expect(print({ rows, emptyQueries: 4 })).toContain(
    '  S3 seed only: dropped nothing; queries without a passage: 4',
  );
  expect(print({ rows })).toContain('Cleaning:\n  nothing was dropped\n');
});

test('the last line has the estimate beside the actual, if there was one', () => {
  const estimated = { seconds: 720, least: 600, most: 840 };
  const timing = { estimated, isOfOtherLayout: false, seconds: 900, earlierSeconds: 0 };
  expect(
    printReport({ ...REPORT, timing })
      .split('\n')
      .at(-1),
  ).toBe('Estimated: 12 min (10 min to 14 min). It took 15 min.');
});
