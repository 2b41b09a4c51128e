import type { Figure } from '../../contract/figure.ts';
import { chanceCorrected } from './chanceCorrected.ts';
import { meanShares, ratingCounts, unratable } from './ratingCounts.ts';

/**
 * Gwet's AC1 (2008), which stays high if raters agree and nearly all items are of one category, where
 * kappa is low. Equal to irrCAC's, with its interval.
 * @param items for each item its ratings, undefined where a rater gave none
 * @param categories those that raters could choose from; agreement by chance depends on their number
 */
export function gwetAC1(
  items: readonly (readonly (string | undefined)[])[],
  categories: readonly string[],
): Figure {
  const counted = ratingCounts(items, categories);
  const reason = unratable(counted);
  if (reason) return { undefinedBecause: reason };
  const shares = meanShares(counted);
  const others = categories.length - 1;
  const chance = shares.reduce((sum, share) => sum + share * (1 - share), 0) / others;
  return chanceCorrected(
    counted,
    chance,
    ({ counts, ratings }) =>
      counts.reduce((sum, n, k) => sum + n * (1 - shares[k]!), 0) / (others * ratings),
  );
}
