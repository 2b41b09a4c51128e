/** Suggests known names for a mistyped or abbreviated one, nearest first, at most three. */
export function nearNames(typed: string, known: readonly string[]): string[] {
  const wanted = typed.toLowerCase();
  return known
    .map((name) => ({ name, errors: errorsAgainst(wanted, name.toLowerCase()) }))
    .filter(({ errors }) => errors <= Math.max(1, Math.floor(wanted.length / 3)))
    .sort((a, b) => a.errors - b.errors)
    .slice(0, 3)
    .map(({ name }) => name);
}

/**
 * Number of letters to change, insert or delete to make `typed` a substring of `name` (Sellers'
 * edit distance).
 */
function errorsAgainst(typed: string, name: string): number {
  let row = new Array<number>(name.length + 1).fill(0); // a piece may begin anywhere
  for (let i = 1; i <= typed.length; i++) {
    const next = [i];
    for (let j = 1; j <= name.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (typed[i - 1] === name[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return Math.min(...row); // and end anywhere
}
