import type { Score } from '../../contract/report.ts';

/** 95% of a normal distribution lies within this many standard deviations. */
export const Z_95 = 1.959963984540054;

/**
 * Accuracy, its 95% interval and macro-F1 of predicted labels.
 *
 * Macro-F1 is the unweighted mean over the task's labels of 2TP / (2TP + FP + FN); a label that
 * neither occurs nor is predicted counts as 0, as in scikit-learn.
 */
export function score(
  predicted: readonly string[],
  actual: readonly string[],
  labels: readonly string[],
): Score {
  const n = actual.length;
  const right = predicted.filter((label, row) => label === actual[row]).length;
  const f1 = labels.map((label) => {
    const both = predicted.filter((p, row) => p === label && actual[row] === label).length;
    const either =
      predicted.filter((p) => p === label).length + actual.filter((a) => a === label).length;
    return either === 0 ? 0 : (2 * both) / either;
  });
  return {
    n,
    accuracy: right / n,
    ci95: wilsonInterval(right, n),
    f1: f1.reduce((sum, value) => sum + value, 0) / labels.length,
    ...saysOnly(predicted, actual),
  };
}

/** The label that all of several texts are given, if they have more than one. */
export function saysOnly(
  predicted: readonly string[],
  actual: readonly string[],
): Pick<Score, 'only'> {
  const [only] = predicted;
  const isOnly = only !== undefined && predicted.every((label) => label === only);
  return isOnly && new Set(actual).size > 1 ? { only } : {};
}

/** Wilson's 95% score interval of a proportion (Wilson 1927): `right` out of n. */
export function wilsonInterval(right: number, n: number): [number, number] {
  const share = right / n;
  const z2 = Z_95 ** 2;
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z_95 / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/**
 * The mean of the scores of several student seeds, with the standard deviation of their accuracies.
 */
export function meanScore(scores: readonly Score[]): Score {
  const [first] = scores;
  if (!first) throw new RangeError('there is no score to average');
  if (scores.length === 1) return first;
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const bound = (end: 0 | 1) => mean(scores.map(({ f1Ci95 }) => f1Ci95![end]));
  const only = scores.every((one) => one.only === first.only) ? first.only : undefined;
  const accuracies = scores.map(({ accuracy }) => accuracy);
  const accuracy = mean(accuracies);
  const squares = accuracies.map((value) => (value - accuracy) ** 2);
  return {
    n: first.n,
    accuracy,
    ci95: wilsonInterval(accuracy * first.n, first.n),
    f1: mean(scores.map(({ f1 }) => f1)),
    ...(first.f1Ci95 ? { f1Ci95: [bound(0), bound(1)] } : {}),
    ...(only === undefined ? {} : { only }),
    deviation: Math.sqrt(squares.reduce((a, b) => a + b, 0) / (scores.length - 1)),
    each: scores,
  };
}
