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
    entry('rows', 'labels + rows of S3 (mixed)', accuracies[1]),
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
  agreement: 0.54,
});

it.each([
  [
    'rows that pay',
    compared(600, [0.69, 0.72], [0.004, 0.056], { choice: choice(0.05) }),
    'Your 160 labels alone: 69.0 of 100 test texts right. With rows of S3 (mixed): 72.0 (+3.0 points, 95% ' +
      '+0.4 to +5.6, paired bootstrap, n = 600). The rows pay. Kept: labels + rows. A student of your labels ' +
      '(73.0% of held-out labels right) agrees with 54.0% of these rows, and held-out labels speak for them.',
    { page: 'review', action: 'Review the rows' },
  ],
  [
    'too few test texts',
    compared(30, [27 / 30, 26 / 30], [-0.1, 0.07]),
    'Your 160 labels alone: 27 of 30 test texts right. With rows of S3 (mixed): 26 of 30 (-3.3 points, 95% ' +
      '-10.0 to +7.0, paired bootstrap, n = 30). There is no measurable difference: the student of your labels is kept.',
    { page: 'label', action: 'Label more test texts' },
  ],
  [
    'rows that harm',
    compared(600, [0.69, 0.62], [-0.1, -0.03], { choice: choice(0.01) }),
    'Your 160 labels alone: 69.0 of 100 test texts right. With rows of S3 (mixed): 62.0 (-7.0 points, 95% ' +
      '-10.0 to -3.0, paired bootstrap, n = 600). The rows make it worse: the student of your labels is kept. A ' +
      'student of your labels (73.0% of held-out labels right) agrees with 54.0% of these rows, and held-out labels ' +
      'do not speak for them.',
    { page: 'models', action: 'Choose a larger teacher' },
  ],
])('%s', (_, report, words, next) => {
  expect(verdictOf(report.entries, report.comparison, WORDS)).toBe(words);
  expect(nextStep(report)).toMatchObject(next);
});

it('says how many test texts would show three points', () => {
  const { why } = nextStep(compared(100, [0.7, 0.72], [-0.04, 0.08]));
  expect(why).toBe('With 100 a difference of 6 points or more would show; about 400 would show 3.');
});

it('asks for labels if nothing was compared, and names a student that is not trained', () => {
  expect(verdictOf(REPORT.entries, undefined, WORDS)).toMatch(/^Whether the rows pay is not known/);
  expect(nextStep(REPORT)).toMatchObject({ page: 'label', action: 'Label test texts' });
  const [labels] = compared(600, [0.5, 0.5], [0, 0]).entries as [ReportEntry];
  const untrained = { ...labels, test: { ...labels.test!, only: 'pos' } };
  expect(nextStep({ ...REPORT, entries: [untrained] })).toMatchObject({
    page: 'label',
    why: 'seed and validation labels alone calls every text pos: it is not trained.',
  });
});
