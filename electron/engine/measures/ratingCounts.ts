/** How often each category was given to an item. */
export interface ItemRatings {
  /** For each category of the whole, a count. */
  readonly counts: readonly number[];
  /** At least one. */
  readonly ratings: number;
}

/**
 * Counts the ratings of each item that has any.
 * @param items for each item its ratings, undefined or left out where a rater gave none
 * @param categories all that occur
 */
export function ratingCounts(
  items: readonly (readonly (string | undefined)[])[],
  categories: readonly string[],
): ItemRatings[] {
  const placeOf = new Map(categories.map((category, place) => [category, place]));
  return items.flatMap((item) => {
    const given = item.filter((rating) => rating !== undefined);
    if (given.length === 0) return [];
    const counts = categories.map(() => 0);
    for (const rating of given) {
      const place = placeOf.get(rating);
      if (place === undefined) throw new RangeError(`${rating} is none of the categories`);
      counts[place]!++;
    }
    return [{ counts, ratings: given.length }];
  });
}

/** The categories that occur, sorted. */
export function categoriesOf(items: readonly (readonly (string | undefined)[])[]): string[] {
  return [...new Set(items.flat().filter((rating) => rating !== undefined))].sort();
}

/** Why no agreement beyond chance is defined for these items, if it is not. */
export function unratable(items: readonly ItemRatings[]): string | undefined {
  if (!items.some(({ ratings }) => ratings >= 2)) return 'no item has two ratings';
  const used = new Set(items.flatMap(({ counts }) => counts.flatMap((n, k) => (n > 0 ? [k] : []))));
  return used.size < 2 ? 'all ratings are of one category' : undefined;
}

/** The share of an item's pairs of ratings that agree; 0 for an item with one rating. */
export function pairAgreement({ counts, ratings }: ItemRatings): number {
  if (ratings < 2) return 0;
  return counts.reduce((sum, n) => sum + n * (n - 1), 0) / (ratings * (ratings - 1));
}

/** The mean share of each category among an item's ratings. */
export function meanShares(items: readonly ItemRatings[]): number[] {
  return items[0]!.counts.map(
    (_, k) =>
      items.reduce((sum, { counts, ratings }) => sum + counts[k]! / ratings, 0) / items.length,
  );
}
