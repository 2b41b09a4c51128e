import type { Figure } from '../../contract/figure.ts';
import { chanceCorrected } from './chanceCorrected.ts';
import { categoriesOf, meanShares, ratingCounts, unratable } from './ratingCounts.ts';

/**
 * Fleiss' kappa (1971), in Gwet's form (2014) for items that some raters left out. Items with one
 * rating count for the categories' shares only. Equal to statsmodels' if all items have as many
 * ratings, and to irrCAC's, with its interval, in any case.
 * @param items for each item its ratings, undefined where a rater gave none
 */
export function fleissKappa(items: readonly (readonly (string | undefined)[])[]): Figure {
  const counted = ratingCounts(items, categoriesOf(items));
  const reason = unratable(counted);
  if (reason) return { undefinedBecause: reason };
  const shares = meanShares(counted);
  const chance = shares.reduce((sum, share) => sum + share ** 2, 0);
  return chanceCorrected(
    counted,
    chance,
    ({ counts, ratings }) => counts.reduce((sum, n, k) => sum + n * shares[k]!, 0) / ratings,
  );
}
