import { signedPoints } from '../../contract/learningCurve.ts';
import { recipeVariants } from '../../contract/recipes/recipes.ts';
import type { Comparison, Leak, ReportEntry } from '../../contract/report.ts';
import { type RowUse, speaksForRows, useWords } from '../../contract/rowUse.ts';
import { percent } from '../measures/percent.ts';
import type { ReportWords } from './reportWords.ts';

/**
 * Whether the rows pay, in the words of the first line of a report:
 * `Your 160 labels alone: 69.0 of 100 test texts right. With the rows of S3 (mixed): 72.0 (…)`
 */
export function verdictOf(
  entries: readonly ReportEntry[],
  comparison: Comparison | undefined,
  { counted }: Pick<ReportWords, 'counted'>,
  leaks: readonly Leak[] = [],
): string {
  if (leaks.length > 0) return leakWords(leaks);
  if (!comparison) {
    return (
      'Whether the rows pay is not known: no student of labels and rows was compared with one of the labels ' +
      'alone, or one of them says one label only.'
    );
  }
  const { difference, ci95, n } = comparison;
  const labels = entries.find(({ id }) => id === comparison.labels)!;
  const rows = entries.find(({ id }) => id === comparison.rows)!;
  const right = ({ test }: ReportEntry) => outOf(test!.accuracy, n);
  const what = n < FEW ? '' : ' of 100';
  return [
    `Your ${labels.humanLabels} labels alone: ${right(labels)}${what} ${counted}.`,
    `${rowsWords(rows)}: ${right(rows)} (${signedPoints(difference)} points, 95% ${signedPoints(ci95[0])} to ` +
      `${signedPoints(ci95[1])}, paired bootstrap, n = ${n}).`,
    conclusion(comparison, rows.use),
    ...heldOutWords(comparison),
  ].join(' ');
}

/** A test that the rows have seen measures nothing. */
function leakWords(leaks: readonly Leak[]): string {
  const counts = leaks.map(({ rowsOf, rows }) => `${rows} of ${rowsOf}`).join(', ');
  return (
    `There is no verdict: test texts are among the rows (${counts}), so the test figures say nothing of texts that ` +
    'are new. Reject these rows, which the Measure page lists, and train on the rows that are left.'
  );
}

/** With fewer test texts than this, they are counted as they are. */
const FEW = 100;

function outOf(accuracy: number, n: number): string {
  // the mean of several students may be no whole number of texts
  return n < FEW ? `${Number((accuracy * n).toFixed(1))} of ${n}` : percent(accuracy);
}

function rowsWords({ rowsOf, use }: ReportEntry): string {
  const name = recipeVariants.get(rowsOf!)!.paperName;
  return use === 'rows'
    ? `The rows of ${name} without your labels`
    : `With the rows of ${name} (${useWords[use!]})`;
}

function conclusion({ ci95, kept, rows }: Comparison, use: RowUse | undefined): string {
  if (kept === rows) {
    return `The rows pay. Kept: ${use === 'rows' ? 'the student of the rows' : 'labels + rows'}.`;
  }
  return ci95[1] < 0
    ? 'The rows make it worse: the student of your labels is kept.'
    : 'There is no measurable difference: the student of your labels is kept.';
}

/** What the labels themselves say of the rows. */
function heldOutWords({ choice, agreement }: Comparison): string[] {
  const agreeing =
    agreement === undefined
      ? []
      : [`A student of your labels agrees with ${percent(agreement)}% of these rows.`];
  if (!choice) return agreeing;
  const right = percent(choice.tried[0]!.accuracy);
  return [
    ...agreeing,
    `On labels that are held out such a student is right in ${right}%, and they ` +
      `${speaksForRows(choice) ? 'speak' : 'do not speak'} for the rows.`,
  ];
}
