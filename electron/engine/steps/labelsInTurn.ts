import { BadInput } from '../../../models/badInput.ts';
import type { Experiment } from '../../contract/experiment.ts';
import { countLabels } from '../import/readGold.ts';
import type { Gold, Task } from './context.ts';

/** The requested labels: one for each row, in order, and the weight of each label among them. */
export interface LabelTurns {
  readonly turns: readonly string[];
  readonly weights: readonly number[];
}

/**
 * The labels of a recipe's rows: balanced, or distributed as in gold.
 * @throws BadInput if there are too few rows for one of each label, so that a student could not
 *   learn it
 */
export function labelsToAsk(
  { task, gold }: { readonly task: Pick<Task, 'labels'>; readonly gold: Pick<Gold, 'labelCounts'> },
  {
    rows,
    labelDistribution,
  }: { readonly rows: number; readonly labelDistribution: 'uniform' | 'gold' },
): LabelTurns {
  const isUniform = labelDistribution === 'uniform';
  const weights = task.labels.map((label) => (isUniform ? 1 : gold.labelCounts[label]!));
  const turns = labelsInTurn(rows, task.labels, weights);
  const without = task.labels.filter((label) => !turns.includes(label));
  if (without.length === 0) return { turns, weights };
  throw new BadInput(
    `recipes: ${rows} rows have none for the label ${without.join(', ')}. Ask for more rows` +
      `${isUniform ? '' : ', or set labelDistribution to uniform'}.`,
  );
}

/**
 * Checks before a run what `labelsToAsk` would reject.
 * @throws BadInput if a label has no row
 */
export function requireLabelsAsked(
  settings: { readonly rows: number; readonly labelDistribution: 'uniform' | 'gold' },
  {
    task,
    experiment,
  }: { readonly task: Pick<Task, 'labels'>; readonly experiment: Pick<Experiment, 'gold'> },
): void {
  const isOfGold = settings.labelDistribution === 'gold';
  const labelCounts = isOfGold ? countLabels(experiment.gold.seed, task.labels) : {};
  labelsToAsk({ task, gold: { labelCounts } }, settings);
}

/** How many of `rows` rows each label has with these weights; undefined if no number is set. */
export function labelShares(
  rows: number,
  labels: readonly string[],
  weights: readonly number[],
): Record<string, number> | undefined {
  if (rows === 0) return undefined;
  const turns = labelsInTurn(rows, labels, weights);
  return Object.fromEntries(
    labels.map((label) => [label, turns.filter((turn) => turn === label).length]),
  );
}

/**
 * A label for each of `rows` rows, such that every prefix matches the weights as closely as
 * possible: a larger number of rows starts with the same labels.
 * @param weights of the labels in their order; integers, not all 0
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
