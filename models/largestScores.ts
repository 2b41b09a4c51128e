/** The largest of the scores that were offered. */
export interface LargestScores {
  /** Scores of the items `first`, `first + 1` and so on. */
  offer(scores: ArrayLike<number>, first: number): void;
  /** Best first; of equal ones the smaller item first. */
  sorted(): { readonly item: number; readonly score: number }[];
}

/**
 * Keeps the `most` largest scores in a binary heap whose root is the worst of them, so that nearly every score of
 * a long list costs one comparison.
 */
export function largestScores(most: number): LargestScores {
  const items: number[] = [];
  const scores: number[] = [];
  const isWorse = (a: number, b: number) =>
    scores[a]! < scores[b]! || (scores[a] === scores[b] && items[a]! > items[b]!);
  const swap = (a: number, b: number) => {
    [items[a], items[b]] = [items[b]!, items[a]!];
    [scores[a], scores[b]] = [scores[b]!, scores[a]!];
  };
  const rise = (place: number) => {
    let at = place;
    for (let above = (at - 1) >> 1; at > 0 && isWorse(at, above); above = (at - 1) >> 1) {
      swap(at, above);
      at = above;
    }
  };
  const sink = () => {
    let at = 0;
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      if (left >= items.length) return;
      const worst = right < items.length && isWorse(right, left) ? right : left;
      if (!isWorse(worst, at)) return;
      swap(worst, at);
      at = worst;
    }
  };
  const keep = (item: number, score: number) => {
    if (items.length < most) {
      items.push(item);
      scores.push(score);
      rise(items.length - 1);
    } else if (score > scores[0]! || (score === scores[0] && item < items[0]!)) {
      items[0] = item;
      scores[0] = score;
      sink();
    }
  };
  return {
    offer(offered, first) {
      let least = items.length < most ? -Infinity : scores[0]!;
      for (let i = 0; i < offered.length; i++) {
        const score = offered[i]!;
        if (score < least) continue;
        keep(first + i, score);
        if (items.length === most) least = scores[0]!;
      }
    },
    sorted: () =>
      items
        .map((item, at) => ({ item, score: scores[at]! }))
        .sort((a, b) => b.score - a.score || a.item - b.item),
  };
}
