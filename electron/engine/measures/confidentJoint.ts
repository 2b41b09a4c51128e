import { largest } from './largest.ts';
import { pairwiseSum } from './pairwiseSum.ts';

/** cleanlab's tolerance: a probability so little below a threshold reaches it. */
export const TOLERANCE = 1e-6;
/** No probability reaches it: the threshold of a class without examples. */
const UNREACHABLE = 2;
const LEAST_THRESHOLD = 2 * TOLERANCE;
const LEAST_SUM = 1e-100;

/** Counts by class: of a given label (rows) and the label that is likely true (columns). */
export type ClassCounts = readonly (readonly number[])[];

/**
 * The calibrated confident joint of Northcutt, Jiang and Chuang (2021), as cleanlab computes it: an
 * estimate of how many items with each given label truly have each other label, in whole numbers
 * whose rows sum to the given labels' counts.
 * @param labels for each item its class, from 0
 * @param probabilities for each item the out-of-fold probability of each class
 */
export function confidentJoint(
  labels: readonly number[],
  probabilities: readonly (readonly number[])[],
): ClassCounts {
  const classes = probabilities[0]!.length;
  const thresholds = Array.from({ length: classes }, (_, k) => threshold(labels, probabilities, k));
  const counts = thresholds.map(() => thresholds.map(() => 0));
  for (const [item, label] of labels.entries()) {
    const likely = confidentClass(probabilities[item]!, thresholds);
    if (likely !== undefined) counts[label]![likely]!++;
  }
  // every class has at least one item that is labelled right
  for (const [k, row] of counts.entries()) row[k] = Math.max(1, row[k]!);
  return calibrate(counts, labels);
}

/** The mean probability of a class among the items that are labelled so. */
function threshold(
  labels: readonly number[],
  probabilities: readonly (readonly number[])[],
  k: number,
): number {
  const own = probabilities.flatMap((row, item) => (labels[item] === k ? [row[k]!] : []));
  return own.length === 0 ? UNREACHABLE : Math.max(LEAST_THRESHOLD, pairwiseSum(own) / own.length);
}

/** The class whose threshold an item reaches; of several, the likeliest of all classes. */
function confidentClass(row: readonly number[], thresholds: readonly number[]): number | undefined {
  const reached = thresholds.flatMap((least, k) => (row[k]! >= least - TOLERANCE ? [k] : []));
  return reached.length > 1 ? largest(row) : reached[0];
}

/** Scales each row to the label's count and the whole to the number of items, in whole numbers. */
function calibrate(counts: ClassCounts, labels: readonly number[]): ClassCounts {
  const classes = counts.map((_, k) => k);
  const labelCounts = classes.map((k) => labels.filter((label) => label === k).length);
  const rowSums = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const scaled = counts.map((row, given) =>
    row.map((count) => (count / rowSums[given]!) * labelCounts[given]!),
  );
  // cleanlab's order of additions, on which the rounding of halves depends
  const byLikely = classes.flatMap((likely) => classes.map((given) => scaled[given]![likely]!));
  const sum = Math.max(LEAST_SUM, pairwiseSum(byLikely));
  return scaled.map((row) => roundKeepingSum(row.map((value) => (value / sum) * labels.length)));
}

/** Rounds numbers, halves to the even neighbour, and corrects those that rounding changed most. */
function roundKeepingSum(values: readonly number[]): number[] {
  const rounded = values.map(roundHalfEven);
  const asked = roundHalfEven(pairwiseSum(values));
  for (;;) {
    const missing = asked - rounded.reduce((sum, value) => sum + value, 0);
    if (missing === 0) return rounded;
    const order = values
      .map((value, k) => ({ k, cut: value - rounded[k]! }))
      .sort((a, b) => a.cut - b.cut);
    if (missing > 0) order.reverse();
    for (const { k } of order.slice(0, Math.abs(missing))) rounded[k]! += Math.sign(missing);
  }
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
