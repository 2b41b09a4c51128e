import { contentHash } from '../journal/contentHash.ts';

/**
 * At most `most` of some texts, in their order: those whose SHA-256 is lowest, so that the sample of a
 * list that grows or shrinks stays the same but for few texts, and equal lists have equal samples.
 */
export function steadySample<Item>(
  items: readonly Item[],
  most: number,
  textOf: (item: Item) => string,
): Item[] {
  if (items.length <= most) return [...items];
  const hashes = items.map((item) => contentHash(textOf(item)));
  const chosen = items
    .map((_, at) => at)
    .sort((a, b) => (hashes[a]! < hashes[b]! ? -1 : 1))
    .slice(0, most)
    .sort((a, b) => a - b);
  return chosen.map((at) => items[at]!);
}
