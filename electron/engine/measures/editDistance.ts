/**
 * The fewest insertions, removals and replacements of tokens that turn one text into another (Levenshtein
 * 1966). Packages compare the letters of strings only.
 */
export function editDistance<Token>(from: readonly Token[], to: readonly Token[]): number {
  // the distances of the tokens read so far from each beginning of `to`
  let before = Uint32Array.from({ length: to.length + 1 }, (_, count) => count);
  let after = new Uint32Array(to.length + 1);
  from.forEach((token, read) => {
    after[0] = read + 1;
    for (let i = 0; i < to.length; i++) {
      const replaced = before[i]! + (token === to[i] ? 0 : 1);
      after[i + 1] = Math.min(replaced, before[i + 1]! + 1, after[i]! + 1);
    }
    [before, after] = [after, before];
  });
  return before[to.length]!;
}
