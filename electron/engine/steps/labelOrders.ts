/** With more labels than this, as many turns of the list are shown, evenly apart; ours, for the time. */
const MOST_ORDERS = 4;

/** In how many orders a teacher is shown this many labels. */
export function orderCount(labels: number): number {
  return Math.min(labels, MOST_ORDERS);
}

/** Turns of the list: up to four labels, each stands at each place once. */
export function labelOrders(words: readonly string[]): string[][] {
  const orders = orderCount(words.length);
  return Array.from({ length: orders }, (_, turn) => {
    const first = Math.floor((turn * words.length) / orders);
    return [...words.slice(first), ...words.slice(0, first)];
  });
}
