import { probabilities } from './probabilities.ts';

/**
 * Batch Calibration (Zhou et al. 2024, arXiv 2309.17249, section 3.2): a language model prefers some
 * label words to others whatever the text says, and what it prefers over a whole batch is taken as
 * that bias and divided out. The paper's average over the batch is of probabilities; ours is of their
 * logarithms, the geometric mean, with which a label that the model hardly ever chooses keeps its
 * share.
 *
 * Without `shares` it assumes that each label occurs equally often in the batch.
 * @param logs the log-probability of each label for each text, of any scale: [texts, labels]
 * @param shares how often each label occurs among such texts: [labels], above 0
 * @returns for each text a probability of each label: [texts, labels]
 */
export function batchCalibration(
  logs: readonly (readonly number[])[],
  shares?: readonly number[],
): number[][] {
  const bias = logs[0]?.map((_, c) => logs.reduce((sum, row) => sum + row[c]!, 0) / logs.length);
  return logs.map((row) =>
    probabilities(row.map((log, c) => log - bias![c]! + Math.log(shares?.[c] ?? 1))),
  );
}

/**
 * The share of each label among some examples, with one imagined example of each (Laplace's rule),
 * so that a label without an example stays possible.
 */
export function smoothedShares(
  examples: readonly { readonly label: string }[],
  labels: readonly string[],
): number[] {
  const total = examples.length + labels.length;
  return labels.map((label) => (examples.filter((one) => one.label === label).length + 1) / total);
}
