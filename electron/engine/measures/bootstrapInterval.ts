import type { RandomStream } from '../../../models/randomStream.ts';

const DRAWS = 10_000;

/**
 * The 95% interval of a mean: the percentiles of the means of samples of the values, drawn with
 * replacement (Efron and Tibshirani 1993, section 13.3).
 * @param values one at least
 * @param draws the number of samples
 */
export function bootstrapInterval(
  values: readonly number[],
  random: RandomStream,
  draws = DRAWS,
): readonly [number, number] {
  const n = values.length;
  const means = Float64Array.from({ length: draws }, () => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[random.below(n)]!;
    return sum / n;
  }).sort();
  return [means[Math.floor(0.025 * draws)]!, means[Math.ceil(0.975 * draws) - 1]!];
}
