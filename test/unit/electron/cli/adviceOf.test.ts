import { expect, it } from 'vitest';
import { adviceOf } from '../../../../electron/cli/adviceOf.ts';
import type { ReportEntry } from '../../../../electron/contract/report.ts';
import { REPORT } from './commandLine.ts';

const [RECIPE] = REPORT.entries as [ReportEntry];

/** A recipe and the same labels alone, each with its accuracy and the lower end of its interval. */
function advice(recipe: readonly [number, number], alone: readonly [number, number]): string {
  const test = ([accuracy, lower]: readonly [number, number]) => ({
    ...RECIPE.test!,
    accuracy,
    ci95: [lower, 1] as const,
  });
  const yardstick = {
    ...RECIPE,
    recipe: null,
    yardstick: 'labelsAlone' as const,
    title: 'seed labels alone',
    rows: { asked: 80, generated: 0, dropped: {}, kept: 80 },
  };
  return adviceOf({
    ...REPORT,
    entries: [
      { ...RECIPE, test: test(recipe) },
      { ...yardstick, test: test(alone) },
      { ...yardstick, title: 'always "pos"', test: test([0.5, 0.4]) },
    ],
  });
}

it.each([
  [
    [0.9, 0.85],
    [0.7, 0.6],
    /^Advice: the written rows helped \(S3 seed only has 90\.0 of 100 right; without written rows, seed labels alone has 70\.0 of 100 right\)\. Review them/,
  ],
  [[0.6, 0.5], [0.8, 0.7], /^Advice: do not use these rows yet, .* Try a larger teacher/],
  [
    [0.72, 0.63],
    [0.7, 0.6],
    /^Advice: no significant difference on 100 test texts .* Label more test texts/,
  ],
] as const)('%o against %o', (recipe, alone, words) => {
  expect(advice(recipe, alone)).toMatch(words);
  expect(advice(recipe, alone)).not.toContain('\n');
});

it('a yardstick that learned from written rows too counts as one', () => {
  const entries = [
    RECIPE,
    {
      ...RECIPE,
      recipe: null,
      yardstick: 'labelsAndRows' as const,
      rowsOf: 's3',
      title: 'labels + rows of S3',
      rows: { ...RECIPE.rows, kept: 82 },
      test: { ...RECIPE.test!, accuracy: 0.9, ci95: [0.8, 0.95] as const },
    },
    {
      ...RECIPE,
      recipe: null,
      yardstick: 'labelsAlone' as const,
      title: 'seed labels alone',
      rows: { ...RECIPE.rows, kept: 80 },
    },
  ];
  expect(adviceOf({ ...REPORT, entries })).toContain('(labels + rows of S3 has 90.0');
});

it('asks for test texts where nothing is measured', () => {
  const entries = [{ ...RECIPE, test: null }];
  expect(adviceOf({ ...REPORT, entries })).toBe(
    'Advice: give test texts with labels, so that a student is measured.',
  );
});
