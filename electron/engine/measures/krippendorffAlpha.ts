import type { Figure } from '../../contract/figure.ts';
import { itemInterval } from './itemInterval.ts';
import { categoriesOf, type ItemRatings, ratingCounts, unratable } from './ratingCounts.ts';

/**
 * Krippendorff's alpha for nominal categories (2004), with items that some raters left out; items with
 * one rating do not count. Equal to the value of the package krippendorff and the interval of irrCAC.
 * @param items for each item its ratings, undefined where a rater gave none
 */
export function krippendorffAlpha(items: readonly (readonly (string | undefined)[])[]): Figure {
  const paired = ratingCounts(items, categoriesOf(items)).filter(({ ratings }) => ratings >= 2);
  const reason = unratable(paired);
  if (reason) return { undefinedBecause: reason };
  const all = paired.reduce((sum, { ratings }) => sum + ratings, 0);
  const totals = paired[0]!.counts.map((_, k) =>
    paired.reduce((sum, { counts }) => sum + counts[k]!, 0),
  );
  const disagreement = paired.reduce((sum, item) => sum + disagreementOf(item), 0);
  const expected = all ** 2 - totals.reduce((sum, total) => sum + total ** 2, 0);
  const value = 1 - ((all - 1) * disagreement) / expected;
  return { value, ...itemInterval(value, ...contributions(paired, all, totals)) };
}

/** The pairs of ratings that differ, divided by an item's ratings but one. */
const disagreementOf = ({ counts, ratings }: ItemRatings) =>
  (ratings ** 2 - counts.reduce((sum, n) => sum + n ** 2, 0)) / (ratings - 1);

/** What each item contributes to alpha, and the mean of that (Gwet 2014, chapter 5). */
function contributions(
  items: readonly ItemRatings[],
  all: number,
  totals: readonly number[],
): [number[], number] {
  const mean = all / items.length;
  const shares = totals.map((total) => total / all);
  const chance = shares.reduce((sum, share) => sum + share ** 2, 0);
  const agreements = items.map(
    ({ counts, ratings }) =>
      counts.reduce((sum, n) => sum + n * (n - 1), 0) / (mean * (ratings - 1)),
  );
  const uncorrected = agreements.reduce((sum, value) => sum + value, 0) / items.length;
  const observed = (1 - 1 / all) * uncorrected + 1 / all;
  const centre = (uncorrected - chance) / (1 - chance);
  const each = items.map(({ counts, ratings }, i) => {
    const surplus = (ratings - mean) / mean;
    const beyond = (agreements[i]! - observed * surplus - chance) / (1 - chance);
    const own = counts.reduce((sum, n, k) => sum + n * shares[k]!, 0) / mean - chance * surplus;
    return beyond - (2 * (1 - centre) * (own - chance)) / (1 - chance);
  });
  return [each, centre];
}
