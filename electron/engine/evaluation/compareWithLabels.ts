import type { Comparison } from '../../contract/report.ts';
import { pairedBootstrap } from '../measures/pairedBootstrap.ts';
import type { RunContext } from '../steps/context.ts';
import { headFor } from '../training/headFor.ts';
import type { TrainedStudent } from '../training/trainStudent.ts';
import { LABELLED, type Measured, yardstickId } from './yardstick.ts';

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
  const without = shareRight(ctx, labels.students!);
  const { difference, ci95 } = pairedBootstrap(
    shareRight(ctx, rows.students!).map((share, i) => share - without[i]!),
  );
  return {
    labels: yardstickId(labels),
    rows: yardstickId(rows),
    n: without.length,
    difference,
    ci95,
    kept: yardstickId(ci95[0] > 0 ? rows : labels),
    ...(rows.choice ? { choice: rows.choice } : {}),
    ...(rows.curves ? { curves: rows.curves } : {}),
    ...(rows.agreement === undefined ? {} : { agreement: rows.agreement }),
  };
}

/** A student that says one label only has nothing to be compared. */
const isTrained = ({ test }: Measured) => test !== null && test.only === undefined;

/** The mean log-likelihood of held-out labels; without a choice, the order of the recipes decides. */
const likelihoodOf = ({ choice }: Measured) =>
  choice ? choice.tried[choice.best]!.logLikelihood : Number.NEGATIVE_INFINITY;

/** For each test text, the share of the students that are right. */
function shareRight({ gold, task }: RunContext, students: readonly TrainedStudent[]): number[] {
  const { isRight } = headFor(task);
  return gold.test.map((row, i) => {
    const right = students.filter(({ predictions }) => isRight(predictions.test[i]!, row)).length;
    return right / students.length;
  });
}
