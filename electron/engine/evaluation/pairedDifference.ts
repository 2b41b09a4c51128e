import { pairedBootstrap } from '../measures/pairedBootstrap.ts';
import type { RunContext } from '../steps/context.ts';
import { headFor } from '../training/headFor.ts';
import type { TrainedStudent } from '../training/trainStudent.ts';

/** By how much some students are more often right than others, on the same test texts. */
export interface PairedDifference {
  /** Number of test texts. */
  readonly n: number;
  /** From -1 to 1, and its 95% interval. */
  readonly difference: number;
  readonly ci95: readonly [number, number];
}

/**
 * Compares students text by text on the test texts. Of several student seeds, a text counts by the
 * share that is right.
 * @param own students that predicted the test texts, one for each student seed
 */
export function pairedDifference(
  ctx: RunContext,
  own: readonly TrainedStudent[],
  others: readonly TrainedStudent[],
): PairedDifference {
  const without = shareRight(ctx, others);
  const differences = shareRight(ctx, own).map((share, i) => share - without[i]!);
  return { n: differences.length, ...pairedBootstrap(differences) };
}

/** For each test text, the share of the students that are right. */
function shareRight({ gold, task }: RunContext, students: readonly TrainedStudent[]): number[] {
  const { isRight } = headFor(task);
  return gold.test.map((row, i) => {
    const right = students.filter(({ predictions }) => isRight(predictions.test[i]!, row)).length;
    return right / students.length;
  });
}
