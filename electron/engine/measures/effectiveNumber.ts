/**
 * How many rows of equal weight vary as little as a weighted mean of these: (sum w)² / sum w² (Kish 1965,
 * Survey Sampling, section 8.2). 0 without a weight above 0.
 */
export function effectiveNumber(weights: readonly number[]): number {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const squares = weights.reduce((total, weight) => total + weight ** 2, 0);
  return squares > 0 ? sum ** 2 / squares : 0;
}
