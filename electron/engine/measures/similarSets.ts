import type { OtherShingles, ShingleSet } from './shingleSets.ts';

/** A set, by its place, and its Jaccard similarity to the set that was asked for. */
export interface SimilarSet {
  readonly place: number;
  readonly similarity: number;
}

/** Sets that are searched for similar ones. */
export interface SetIndex {
  /** Adds the next set. */
  add(set: ShingleSet): void;
  /** All sets so far whose similarity to this one is at least 0.8. */
  similarTo(other: OtherShingles): SimilarSet[];
}

/** The least similarity, 4/5, in integers: no rounding decides whether a pair is one. */
const LEAST = { of: 4, in: 5 } as const;

/**
 * An exact search for sets of a Jaccard similarity of at least 0.8, with a prefix filter (Chaudhuri et
 * al. 2006; Bayardo et al. 2007): two such sets share an element among the rarest few of each, so only
 * sets that do are compared. Sets are ascending, their elements numbered from the rarest; elements
 * that no indexed set has are the rarest of all.
 */
export function similarSets(): SetIndex {
  const sets: ShingleSet[] = [];
  const holders = new Map<number, number[]>();
  return {
    add(set) {
      for (const element of set.subarray(0, prefixLength(set.length))) {
        const holding = holders.get(element);
        if (holding) holding.push(sets.length);
        else holders.set(element, [sets.length]);
      }
      sets.push(set);
    },
    similarTo(other) {
      const { known, size } = other;
      const unknown = size - known.length;
      const prefix = known.subarray(0, Math.max(0, prefixLength(size) - unknown));
      const candidates = new Set<number>();
      for (const element of prefix) {
        for (const place of holders.get(element) ?? []) candidates.add(place);
      }
      return [...candidates].flatMap((place) => {
        const similarity = similarityOf(sets[place]!, other);
        return similarity === undefined ? [] : [{ place, similarity }];
      });
    },
  };
}

/** The similarity, unless it is too small. */
function similarityOf(set: ShingleSet, { known, size }: OtherShingles): number | undefined {
  const [fewer, more] = [Math.min(set.length, size), Math.max(set.length, size)];
  if (fewer * LEAST.in < more * LEAST.of) return undefined;
  const least = Math.ceil(((set.length + size) * LEAST.of) / (LEAST.of + LEAST.in));
  let shared = 0;
  for (let i = 0, j = 0; i < set.length && j < known.length; ) {
    // rare elements come first, so that unlike sets are known for it after a few
    if (shared + Math.min(set.length - i, known.length - j) < least) return undefined;
    const [a, b] = [set[i]!, known[j]!];
    if (a === b) shared++;
    if (a <= b) i++;
    if (b <= a) j++;
  }
  const all = set.length + size - shared;
  return shared * LEAST.in >= all * LEAST.of ? shared / all : undefined;
}

/** How many of the rarest elements a similar set cannot lack all of. */
function prefixLength(size: number): number {
  return size - Math.ceil((size * LEAST.of) / LEAST.in) + 1;
}
