import type { Comparison } from '../../contract/report.ts';
import type { RunContext } from '../steps/context.ts';
import { pairedDifference } from './pairedDifference.ts';
import { isTrained, LABELLED, type Measured, yardstickId } from './yardstick.ts';

/**
 * Compares the student of all labels with that of labels and rows, text by text on the same test
 * texts. Of several recipes it takes the one whose rows explain held-out labels best, so that the test
 * texts choose nothing.
 * @returns undefined without test texts, or if a student says one label only
 */
export function compareWithLabels(
  ctx: RunContext,
  measured: readonly Measured[],
): Comparison | undefined {
  const labels = measured.find(
    ({ kind, labels: set }) => kind === 'labelsAlone' && set === LABELLED.set,
  );
  const rows = measured
    .filter((one) => one.kind === 'labelsAndRows' && isTrained(one))
    .toSorted((a, b) => likelihoodOf(b) - likelihoodOf(a))[0];
  if (!labels || !rows || !isTrained(labels)) return undefined;
  const compared = pairedDifference(ctx, rows.students!, labels.students!);
  return {
    labels: yardstickId(labels),
    rows: yardstickId(rows),
    ...compared,
    kept: yardstickId(compared.ci95[0] > 0 ? rows : labels),
    ...(rows.choice ? { choice: rows.choice } : {}),
    ...(rows.curves ? { curves: rows.curves } : {}),
    ...(rows.agreement === undefined ? {} : { agreement: rows.agreement }),
  };
}

/** The mean log-likelihood of held-out labels; without a choice, the order of the recipes decides. */
const likelihoodOf = ({ choice }: Measured) =>
  choice ? choice.tried[choice.best]!.logLikelihood : Number.NEGATIVE_INFINITY;
