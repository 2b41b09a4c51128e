import type { Figure } from '../../contract/figure.ts';
import { type PairDistances, pairDistances } from './pairDistances.ts';
import { squaredDistances } from './squaredDistances.ts';
import { vectorFault } from './vectorFault.ts';

const NEIGHBOURS = 5;

/**
 * Whether the neighbours in a projection are neighbours (Venna and Kaski 2001): 1 if each vector's five
 * nearest in the projection are its five nearest, less the farther away they are. scikit-learn has the same
 * figure under this name.
 * @param vectors n of one width
 * @param projected n of another width, in the same order
 * @param distances of the vectors, if they are computed already
 */
export function trustworthiness(
  vectors: readonly Float32Array[],
  projected: readonly Float32Array[],
  distances: PairDistances = pairDistances(vectors),
): Figure {
  const n = vectors.length;
  if (n <= 2 * NEIGHBOURS) {
    return { undefinedBecause: `it takes more than ${2 * NEIGHBOURS} texts, and there are ${n}` };
  }
  const fault = vectorFault([...vectors, ...projected]);
  if (fault) return { undefinedBecause: fault };

  let tooFar = 0;
  for (let i = 0; i < n; i++) {
    const own = distances.from(i);
    for (const neighbour of nearest(squaredDistances(projected[i]!, projected), i)) {
      tooFar += Math.max(0, rankOf(neighbour, own, i) - NEIGHBOURS);
    }
  }
  return { value: 1 - (2 * tooFar) / (n * NEIGHBOURS * (2 * n - 3 * NEIGHBOURS - 1)) };
}

/** The indices of the least distances, in ascending order, without the vector's own index. */
function nearest(distances: Float64Array, own: number): number[] {
  const found: number[] = [];
  distances.forEach((distance, i) => {
    if (i === own) return;
    if (found.length === NEIGHBOURS && distance >= distances[found.at(-1)!]!) return;
    const at = found.findIndex((other) => distance < distances[other]!);
    found.splice(at < 0 ? found.length : at, 0, i);
    if (found.length > NEIGHBOURS) found.pop();
  });
  return found;
}

/** The place of a vector among those ordered by their distances: 1 is the nearest. */
function rankOf(vector: number, distances: Float64Array, own: number): number {
  const distance = distances[vector]!;
  let rank = 1;
  for (let i = 0; i < distances.length; i++) {
    if (i === own || i === vector) continue;
    const other = distances[i]!;
    // of equally far vectors the first is the nearer one
    if (other < distance || (other === distance && i < vector)) rank++;
  }
  return rank;
}
