import { expect, it } from 'vitest';
import { nextStep } from '../../../../../electron/contract/nextStep.ts';
import type { Comparison, ReportEntry } from '../../../../../electron/contract/report.ts';
import { reportWords } from '../../../../../electron/engine/evaluation/reportWords.ts';
import { verdictOf } from '../../../../../electron/engine/evaluation/verdictOf.ts';
import { REPORT } from '../../cli/commandLine.ts';

const [ENTRY] = REPORT.entries as [ReportEntry];
const WORDS = reportWords('text-classification');

/** Labels alone and labels + rows, each with its accuracy on n test texts. */
function compared(
  n: number,
  accuracies: readonly [number, number],
  ci95: readonly [number, number],
  more: Partial<Comparison> = {},
) {
  const entry = (id: string, title: string, accuracy: number): ReportEntry => ({
    ...ENTRY,
    id,
    title,
    recipe: null,
    labels: 'seed and validation',
    humanLabels: 160,
    test: { ...ENTRY.test!, n, accuracy },
  });
  const entries = [
    entry('labels', 'seed and validation labels alone', accuracies[0]),
    {
      ...entry('rows', 'labels + rows of S3 (mixed)', accuracies[1]),
      rowsOf: 's3',
      use: 'mixed' as const,
    },
  ];
  const comparison: Comparison = {
    labels: 'labels',
    rows: 'rows',
    n,
    difference: accuracies[1] - accuracies[0],
    ci95,
    kept: ci95[0] > 0 ? 'rows' : 'labels',
    ...more,
  };
  return { ...REPORT, entries, comparison };
}

const tried = (use: 'labels' | 'mixed', accuracy: number) => ({
  use,
  strength: 10,
  logLikelihood: Math.log(accuracy),
  accuracy,
});
const choice = (gain: number) => ({
  folds: 5,
  tried: [tried('labels', 0.73), tried('mixed', 0.75)],
  best: 1,
  gain,
  standardError: 0.02,
});

it.each([
  [
    'rows that pay',
    compared(600, [0.69, 0.72], [0.004, 0.056], { choice: choice(0.05), agreement: 0.54 }),
    'Your 160 labels alone: 69.0 of 100 test texts right. With the rows of S3 (mixed): 72.0 (+3.0 points, 95% ' +
      '+0.4 to +5.6, paired bootstrap, n = 600). The rows pay. Kept: labels + rows. A student of your labels ' +
      'agrees with 54.0% of these rows. On labels that are held out such a student is right in 73.0%, and they ' +
      'speak for the rows.',
    { page: 'review', action: 'Review the rows' },
  ],
  [
    'too few test texts',
    compared(30, [27 / 30, 26 / 30], [-0.1, 0.07]),
    'Your 160 labels alone: 27 of 30 test texts right. With the rows of S3 (mixed): 26 of 30 (-3.3 points, 95% ' +
      '-10.0 to +7.0, paired bootstrap, n = 30). There is no measurable difference: the student of your labels is kept.',
    { page: 'label', action: 'Label more test texts' },
  ],
  [
    'rows that harm',
    compared(600, [0.69, 0.62], [-0.1, -0.03], { choice: choice(0.01), agreement: 0.54 }),
    'Your 160 labels alone: 69.0 of 100 test texts right. With the rows of S3 (mixed): 62.0 (-7.0 points, 95% ' +
      '-10.0 to -3.0, paired bootstrap, n = 600). The rows make it worse: the student of your labels is kept. A ' +
      'student of your labels agrees with 54.0% of these rows. On labels that are held out such a student is right ' +
      'in 73.0%, and they do not speak for the rows.',
    { page: 'models', action: 'Choose a larger teacher' },
  ],
])('%s', (_, report, words, next) => {
  expect(verdictOf(report.entries, report.comparison, WORDS)).toBe(words);
  expect(nextStep(report)).toMatchObject(next);
});

it('gives no verdict if rows copy test texts, and asks to reject them', () => {
  const leaks = [{ rowsOf: 'S3', rows: 3 }];
  const report = { ...compared(600, [0.69, 0.72], [0.004, 0.056]), leaks };
  expect(verdictOf(report.entries, undefined, WORDS, leaks)).toBe(
    'There is no verdict: test texts are among the rows (3 of S3), so the test figures say nothing of texts that ' +
      'are new. Reject these rows, which the Measure page lists, and train on the rows that are left.',
  );
  expect(nextStep(report)).toMatchObject({ page: 'measure' });
});

it('asks for labels that would bring more than the rows do', () => {
  const curve = (gain: number, low: number) => ({
    points: [{ n: 64, accuracy: 0.7 }],
    more: [50, 100].map((n) => ({ n, gain: (gain * n) / 50, ci95: [low, 2 * gain] as const })),
  });
  const next = (gain: number, low: number) =>
    nextStep(
      compared(100, [0.7, 0.7], [-0.04, 0.04], {
        curves: { labels: curve(gain, low), rows: curve(0, 0) },
      }),
    );
  expect(next(0.02, 0.005)).toEqual({
    page: 'label',
    action: 'Label 100 more texts',
    why: 'By the learning curve of your labels they would bring about +4.0 points, which these rows do not.',
  });
  // labels that may bring nothing are not asked for
  expect(next(0.02, 0).action).not.toBe('Label 100 more texts');
  expect(next(0.01, 0.005).action).not.toBe('Label 100 more texts');
});

it('says how many test texts would narrow the interval to three points, unless it is that narrow', () => {
  const { why } = nextStep(compared(100, [0.7, 0.72], [-0.04, 0.08]));
  expect(why).toBe(
    'With 100 the difference is known to within 6 points; with about 400 it would be to within 3.',
  );
  expect(nextStep(compared(1000, [0.7, 0.715], [-0.001, 0.031])).page).toBe('models');
});

it('rows that are better without the labels are kept as what they are', () => {
  const report = compared(200, [0.6, 0.7], [0.02, 0.18]);
  const entries = report.entries.map((entry) =>
    entry.id === 'rows' ? { ...entry, use: 'rows' as const } : entry,
  );
  expect(verdictOf(entries, report.comparison, WORDS)).toContain(
    'The rows of S3 without your labels: 70.0 (+10.0 points, 95% +2.0 to +18.0, paired bootstrap, n = 200). The ' +
      'rows pay. Kept: the student of the rows.',
  );
});

it('asks for labels if nothing was compared, and names a student that is not trained', () => {
  expect(verdictOf(REPORT.entries, undefined, WORDS)).toMatch(/^Whether the rows pay is not known/);
  const untested = REPORT.entries.map((entry) => ({ ...entry, test: null }));
  expect(nextStep({ ...REPORT, entries: untested })).toMatchObject({
    page: 'label',
    action: 'Label test texts',
  });
  // a report with test figures and without a comparison: of an earlier version, or labelsAndRows is off
  expect(nextStep(REPORT)).toMatchObject({ page: 'run', action: 'Compare labels with rows' });
  const [labels] = compared(600, [0.5, 0.5], [0, 0]).entries as [ReportEntry];
  const untrained = { ...labels, test: { ...labels.test!, only: 'pos' } };
  expect(nextStep({ ...REPORT, entries: [untrained] })).toMatchObject({
    page: 'label',
    why: 'seed and validation labels alone calls every text pos: it is not trained.',
  });
});
