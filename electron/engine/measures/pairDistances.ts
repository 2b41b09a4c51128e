import { squaredDistance } from './squaredDistances.ts';

/** The squared Euclidean distances of all pairs of some vectors. */
export interface PairDistances {
  /** How many vectors there are. */
  readonly count: number;
  /** The distances of vector i to each vector; that to itself is 0. */
  from(i: number): Float64Array;
}

/**
 * Computes each pair once and keeps it: 8 bytes for each of n (n - 1) / 2 pairs, 60 MB for 4,000 vectors.
 * @param vectors n of one width
 */
export function pairDistances(vectors: readonly Float32Array[]): PairDistances {
  const n = vectors.length;
  const kept = new Float64Array((n * (n - 1)) / 2);
  // row i has the pairs of i with all later vectors
  const startOf = (i: number) => i * n - (i * (i + 1)) / 2;
  vectors.forEach((vector, i) => {
    const start = startOf(i);
    for (let j = i + 1; j < n; j++) {
      kept[start + j - i - 1] = squaredDistance(vector, vectors[j]!);
    }
  });
  return {
    count: n,
    from(i) {
      const row = new Float64Array(n);
      for (let j = 0; j < i; j++) row[j] = kept[startOf(j) + i - j - 1]!;
      row.set(kept.subarray(startOf(i), startOf(i + 1)), i + 1);
      return row;
    },
  };
}
