/**
 * With more labels than this, only this many evenly spaced rotations of the list are shown, to save
 * time; ours.
 */
const MOST_ORDERS = 4;

/** The number of orders in which a teacher is shown this many labels. */
export function orderCount(labels: number): number {
  return Math.min(labels, MOST_ORDERS);
}

/** Rotations of the list: with up to four labels, each label is at each position once. */
export function labelOrders(words: readonly string[]): string[][] {
  const orders = orderCount(words.length);
  return Array.from({ length: orders }, (_, turn) => {
    const first = Math.floor((turn * words.length) / orders);
    return [...words.slice(first), ...words.slice(0, first)];
  });
}
