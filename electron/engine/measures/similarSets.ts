import type { ShingleSet } from './shingleSets.ts';

/** Two sets, by their places, and their Jaccard similarity. */
export interface SimilarPair {
  readonly first: number;
  readonly second: number;
  readonly similarity: number;
}

/** The least similarity, 4/5, in integers: no rounding decides whether a pair is one. */
const LEAST = { of: 4, in: 5 } as const;

/**
 * All pairs of sets whose Jaccard similarity is at least 0.8: of one list, with first < second, or of
 * two lists. It is an exact join with a prefix filter (Chaudhuri et al. 2006; Bayardo et al. 2007):
 * two such sets share an element among the rarest few of each, and only sets that do are compared.
 * @param sets ascending, their elements numbered from the rarest to the most frequent
 * @param others the second list; without it, pairs are within the first
 */
export function similarSets(
  sets: readonly ShingleSet[],
  others?: readonly ShingleSet[],
): SimilarPair[] {
  const indexed = others ?? sets;
  const holders = new Map<number, number[]>();
  if (others) for (let at = 0; at < others.length; at++) index(holders, others[at]!, at);
  const pairs: SimilarPair[] = [];
  const comparedWith = new Int32Array(indexed.length).fill(-1);
  for (const [at, set] of sets.entries()) {
    for (const element of prefixOf(set)) {
      for (const candidate of holders.get(element) ?? []) {
        if (comparedWith[candidate] === at) continue;
        comparedWith[candidate] = at;
        const similarity = similarityOf(set, indexed[candidate]!);
        if (similarity === undefined) continue;
        const [first, second] = others ? [at, candidate] : [candidate, at];
        pairs.push({ first, second, similarity });
      }
    }
    if (!others) index(holders, set, at);
  }
  return pairs;
}

/** The similarity, unless it is too small. */
function similarityOf(a: ShingleSet, b: ShingleSet): number | undefined {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  if (shorter.length * LEAST.in < longer.length * LEAST.of) return undefined;
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i]! === b[j]!) shared++;
    const isLower = a[i]! <= b[j]!;
    if (b[j]! <= a[i]!) j++;
    if (isLower) i++;
  }
  const all = a.length + b.length - shared;
  return shared * LEAST.in >= all * LEAST.of ? shared / all : undefined;
}

/** The rarest elements, so many that a similar set cannot lack all of them. */
function prefixOf(set: ShingleSet): ShingleSet {
  const leastShared = Math.ceil((set.length * LEAST.of) / LEAST.in);
  return set.subarray(0, set.length - leastShared + 1);
}

function index(holders: Map<number, number[]>, set: ShingleSet, at: number): void {
  for (const element of prefixOf(set)) {
    const holding = holders.get(element);
    if (holding) holding.push(at);
    else holders.set(element, [at]);
  }
}
