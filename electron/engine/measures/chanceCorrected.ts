import type { Figure } from '../../contract/figure.ts';
import { itemInterval } from './itemInterval.ts';
import { type ItemRatings, pairAgreement } from './ratingCounts.ts';

/**
 * Agreement beyond chance, (observed - chance) / (1 - chance), and its 95% interval (Gwet 2014,
 * chapter 5), for a chance agreement that is the mean over the items of what each adds to it.
 * @param items with a rating each, two for at least one of them
 * @param chance the agreement by chance, below 1
 * @param chanceOf what an item's ratings add to it
 */
export function chanceCorrected(
  items: readonly ItemRatings[],
  chance: number,
  chanceOf: (item: ItemRatings) => number,
): Figure {
  const n = items.length;
  const paired = items.filter(({ ratings }) => ratings >= 2);
  const observed = paired.reduce((sum, item) => sum + pairAgreement(item), 0) / paired.length;
  const value = (observed - chance) / (1 - chance);
  const contributions = items.map((item) => {
    const beyond = item.ratings < 2 ? 0 : (pairAgreement(item) - chance) / (1 - chance);
    const drift = (2 * (1 - value) * (chanceOf(item) - chance)) / (1 - chance);
    return (n / paired.length) * beyond - drift;
  });
  return { value, ...itemInterval(value, contributions) };
}
