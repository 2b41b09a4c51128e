import { type ClassCounts, confidentJoint, TOLERANCE } from './confidentJoint.ts';
import { largest } from './largest.ts';

/** An item whose label is probably wrong. */
export interface LabelError {
  readonly item: number;
  /** The class that it is labelled with. */
  readonly given: number;
  /** The likeliest class. */
  readonly likely: number;
  /** The probability of the given class. */
  readonly selfConfidence: number;
}

export type LabelErrors =
  | { readonly errors: readonly LabelError[] }
  | { readonly undefinedBecause: string };

/** A class keeps this many items, whatever is estimated. */
const KEPT = 1;

/**
 * The items whose labels are probably wrong, the least probable label first, by confident learning
 * (Northcutt, Jiang and Chuang 2021). Equal to cleanlab's `find_label_issues` with its default
 * filter, `prune_by_noise_rate`, ranked by self-confidence. If items tie, the first of the list
 * come first; cleanlab leaves that to NumPy's sort, which differs between processors. The rounding of
 * the confident joint can tie too, and then decides on one item more or less of a class.
 * @param labels for each item its class, from 0
 * @param probabilities for each item the probability of each class, from a model that was not trained
 * on the item
 */
export function labelErrors(
  labels: readonly number[],
  probabilities: readonly (readonly number[])[],
): LabelErrors {
  checkShapes(labels, probabilities);
  const used = new Set(labels);
  if (used.size === 0) return { undefinedBecause: 'there are no labels' };
  if (used.size === 1) return { undefinedBecause: 'all labels are of one class' };
  const prunable = pruneCounts(confidentJoint(labels, probabilities));
  const pruned = new Set(
    [...used].flatMap((k) => prunedOf(k, labels, probabilities, prunable[k]!)),
  );
  const errors = [...pruned]
    .filter((item) => !isLikely(probabilities[item]!, labels[item]!))
    .map((item) => {
      const row = probabilities[item]!;
      const given = labels[item]!;
      return { item, given, likely: largest(row), selfConfidence: row[given]! };
    });
  return {
    errors: errors.sort((a, b) => a.selfConfidence - b.selfConfidence || a.item - b.item),
  };
}

function checkShapes(
  labels: readonly number[],
  probabilities: readonly (readonly number[])[],
): void {
  if (labels.length !== probabilities.length) {
    throw new RangeError(`${labels.length} labels have ${probabilities.length} rows`);
  }
  const classes = probabilities[0]?.length ?? 0;
  for (const [item, row] of probabilities.entries()) {
    const isRow = row.length === classes && row.every((p) => p >= -TOLERANCE && p <= 1 + TOLERANCE);
    if (!isRow) throw new RangeError(`item ${item} has no probability for each class`);
    if (row[labels[item]!] === undefined) throw new RangeError(`item ${item} has no such class`);
  }
}

/**
 * How many items of each given class (rows) to prune as being of each other class. A class that would
 * lose all its items keeps one, at the cost of all its counts alike.
 */
function pruneCounts(joint: ClassCounts): ClassCounts {
  return joint.map((row, given) => {
    const own = row[given]!;
    const raised = Math.max(own, KEPT) - own;
    const noises = Math.max(1, row.filter((count) => count !== 0).length - 1);
    return row.map((count) => Math.trunc(Math.max(0, count - raised / noises)));
  });
}

/** The items of one class that are likeliest of each other class, as many as are to be pruned. */
function prunedOf(
  given: number,
  labels: readonly number[],
  probabilities: readonly (readonly number[])[],
  counts: readonly number[],
): number[] {
  const items = labels.flatMap((label, item) => (label === given ? [item] : []));
  if (items.length <= KEPT) return [];
  return counts.flatMap((count, likely) => {
    if (likely === given || count === 0) return [];
    const margin = (item: number) => probabilities[item]![likely]! - probabilities[item]![given]!;
    return items.toSorted((a, b) => margin(b) - margin(a)).slice(0, count);
  });
}

/** Whether the given class is the likeliest, or so near that rounding may have decided. */
function isLikely(row: readonly number[], given: number): boolean {
  return largest(row.with(given, row[given]! + TOLERANCE)) === given;
}
