import type { PairDistances } from './pairDistances.ts';

const PERPLEXITY = 30;
const MOST_HALVINGS = 100;

/** The pairs of vectors that attract each other, each twice, grouped by their first vector. */
export interface NeighbourChances {
  /** Vector i's pairs are those from starts[i] up to starts[i + 1]. */
  readonly starts: Int32Array;
  /** Each pair's second vector, and its chance. All chances add up to 1. */
  readonly others: Int32Array;
  readonly chances: Float64Array;
}

/**
 * How likely t-SNE finds each pair of near vectors (van der Maaten and Hinton 2008, section 3): Gaussian
 * chances whose width leaves each vector 30 neighbours in effect (or a third, if there are fewer vectors),
 * over three times as many nearest ones, made symmetric.
 */
export function neighbourChances(vectors: PairDistances): NeighbourChances {
  const n = vectors.count;
  const perplexity = Math.min(PERPLEXITY, (n - 1) / 3);
  const count = Math.min(n - 1, Math.floor(3 * perplexity) + 1);
  const pairs = Array.from({ length: n }, () => new Map<number, number>());
  for (let i = 0; i < n; i++) {
    const distances = vectors.from(i);
    const nearest = nearestOf(distances, count, i);
    const chances = chancesOf(
      nearest.map((j) => distances[j]!),
      perplexity,
    );
    nearest.forEach((j, at) => {
      const chance = chances[at]! / (2 * n);
      pairs[i]!.set(j, (pairs[i]!.get(j) ?? 0) + chance);
      pairs[j]!.set(i, (pairs[j]!.get(i) ?? 0) + chance);
    });
  }
  const starts = new Int32Array(n + 1);
  pairs.forEach((others, i) => {
    starts[i + 1] = starts[i]! + others.size;
  });
  return {
    starts,
    others: Int32Array.from(pairs.flatMap((others) => [...others.keys()])),
    chances: Float64Array.from(pairs.flatMap((others) => [...others.values()])),
  };
}

function nearestOf(distances: Float64Array, count: number, own: number): number[] {
  const others = Array.from(distances.keys()).filter((j) => j !== own);
  // sorting numbers is fast, sorting thousands of indices by their distances is not
  const farthest = Float64Array.from(others, (j) => distances[j]!).sort()[count - 1]!;
  const nearer = others.filter((j) => distances[j]! < farthest);
  const asFar = others.filter((j) => distances[j] === farthest);
  return [...nearer, ...asFar.slice(0, count - nearer.length)];
}

/** Finds the width by halving until the chances have the entropy of `perplexity` equal ones. */
function chancesOf(distances: readonly number[], perplexity: number): number[] {
  const wanted = Math.log(perplexity);
  const least = Math.min(...distances);
  let [narrowness, low, high] = [1, 0, Number.POSITIVE_INFINITY];
  let chances: number[] = [];
  for (let i = 0; i < MOST_HALVINGS; i++) {
    const weights = distances.map((distance) => Math.exp(-narrowness * (distance - least)));
    const sum = weights.reduce((a, b) => a + b, 0);
    chances = weights.map((weight) => weight / sum);
    const entropy = chances.reduce((a, p) => (p > 0 ? a - p * Math.log(p) : a), 0);
    if (Math.abs(entropy - wanted) < 1e-5) break;
    if (entropy > wanted) low = narrowness;
    else high = narrowness;
    narrowness = high === Number.POSITIVE_INFINITY ? narrowness * 2 : (low + high) / 2;
  }
  return chances;
}
