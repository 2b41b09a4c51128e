import type { Comparison, ReportEntry } from '../../contract/report.ts';
import { speaksForRows } from '../../contract/rowUse.ts';
import { percent } from '../measures/percent.ts';
import type { ReportWords } from './reportWords.ts';

/**
 * Whether the rows pay, in the words of the first line of a report:
 * `Your 160 labels alone: 69 of 100 test texts right. With the rows of S3: 72 (+3.0, 95% 0.4 to 5.6).`
 */
export function verdictOf(
  entries: readonly ReportEntry[],
  comparison: Comparison | undefined,
  { counted }: Pick<ReportWords, 'counted'>,
): string {
  if (!comparison) {
    return (
      'Whether the rows pay is not known: no student of labels or of labels and rows was tested, or one of them ' +
      'says one label only.'
    );
  }
  const { difference, ci95, n, choice } = comparison;
  const labels = entries.find(({ id }) => id === comparison.labels)!;
  const rows = entries.find(({ id }) => id === comparison.rows)!;
  const right = ({ test }: ReportEntry) => outOf(test!.accuracy, n);
  const points = (share: number) => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)}`;
  const what = n < SMALL ? '' : ' of 100';
  return [
    `Your ${labels.humanLabels} labels alone: ${right(labels)}${what} ${counted}.`,
    `With ${rows.title.replace('labels + ', '')}: ${right(rows)} (${points(difference)} points, 95% ` +
      `${points(ci95[0])} to ${points(ci95[1])}, paired bootstrap, n = ${n}).`,
    conclusion(comparison),
    ...(choice
      ? [
          `A student of your labels (${percent(choice.tried[0]!.accuracy)}% of held-out labels right) agrees with ` +
            `${percent(choice.agreement)}% of these rows, and held-out labels ` +
            `${speaksForRows(choice) ? 'speak' : 'do not speak'} for them.`,
        ]
      : []),
  ].join(' ');
}

/** Fewer test texts than this are counted as they are. */
const SMALL = 100;

function outOf(accuracy: number, n: number): string {
  // the mean of several students may be no whole number of texts
  return n < SMALL ? `${Number((accuracy * n).toFixed(1))} of ${n}` : (100 * accuracy).toFixed(1);
}

function conclusion({ ci95, kept, rows }: Comparison): string {
  if (kept === rows) return 'The rows pay. Kept: labels + rows.';
  return ci95[1] < 0
    ? 'The rows make it worse: the student of your labels is kept.'
    : 'There is no measurable difference: the student of your labels is kept.';
}
