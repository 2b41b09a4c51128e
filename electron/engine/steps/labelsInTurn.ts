import type { Laboratory } from './context.ts';

/** How much each label weighs in what is asked for: all alike, or as they are counted in gold. */
export function labelWeights(
  { task, gold }: Pick<Laboratory, 'task' | 'gold'>,
  distribution: 'uniform' | 'gold',
): number[] {
  return task.labels.map((label) => (distribution === 'uniform' ? 1 : gold.labelCounts[label]!));
}

/**
 * A label for each of `rows` rows, so that at any place each label has had its share as nearly as can
 * be: a larger number of rows begins with the same labels.
 * @param weights of the labels in their order; whole numbers, not all 0
 */
export function labelsInTurn(
  rows: number,
  labels: readonly string[],
  weights: readonly number[],
): string[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const given = labels.map(() => 0);
  return Array.from({ length: rows }, (_, row) => {
    const owed = labels.map((_, at) => weights[at]! * (row + 1) - given[at]! * total);
    const next = owed.indexOf(Math.max(...owed));
    given[next]!++;
    return labels[next]!;
  });
}
