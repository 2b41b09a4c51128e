import type { Figure } from '../../contract/figure.ts';
import { ofLengthOne } from './ofLengthOne.ts';
import { squaredDistances } from './squaredDistances.ts';
import { vectorFault } from './vectorFault.ts';

/** The share of gold that gold itself covers, which sets the radius. */
export const GOLD_COVERS_ITSELF = 0.9;
const FEWEST = 10;

interface Coverage {
  readonly share: Figure;
  /** A distance of the space in which it was measured. */
  readonly radius: number;
  /** The indices of the gold points that no row is near, in ascending order. */
  readonly uncovered: readonly number[];
}

type CoverageOrWhy = Coverage | { readonly undefinedBecause: string };

/**
 * The share of gold's points within a radius of one row's point at least, in the plane of one joint
 * projection (S3, appendix C). The paper does not state its radius. Here it is the least one within which
 * 90% of gold's points have another point of gold, so other texts like gold would cover about 90% too.
 * @param gold points of the projection
 * @param rows as many points of the same projection
 */
export function coverage(
  gold: readonly Float32Array[],
  rows: readonly Float32Array[],
): CoverageOrWhy {
  return coverageBy(gold, rows, (squared) => Math.sqrt(squared));
}

/**
 * The same share without a projection: by the cosine distance (1 - cosine) of the vectors themselves. No
 * projection can distort it, so it is the one to trust where the two differ.
 * @param gold vectors of one width
 * @param rows as many vectors of the same width
 */
export function vectorCoverage(
  gold: readonly Float32Array[],
  rows: readonly Float32Array[],
): CoverageOrWhy {
  if ([...gold, ...rows].some((vector) => vector.every((value) => value === 0))) {
    return { undefinedBecause: 'a text has a vector of zeros' };
  }
  return coverageBy(gold.map(ofLengthOne), rows.map(ofLengthOne), (squared) => squared / 2);
}

function coverageBy(
  gold: readonly Float32Array[],
  rows: readonly Float32Array[],
  distanceOf: (squared: number) => number,
): CoverageOrWhy {
  const why = whyNot(gold, rows);
  if (why) return { undefinedBecause: why };
  const toGold = gold.map((point, i) => {
    const distances = squaredDistances(point, gold);
    distances[i] = Number.POSITIVE_INFINITY;
    return leastOf(distances);
  });
  const within = Math.ceil(GOLD_COVERS_ITSELF * gold.length);
  const radius = toGold.toSorted((a, b) => a - b)[within - 1]!;
  if (radius === 0) return { undefinedBecause: 'nine of ten gold texts have a copy in gold' };

  const toRows = gold.map((point) => leastOf(squaredDistances(point, rows)));
  const uncovered = toRows.flatMap((distance, i) => (distance > radius ? [i] : []));
  return {
    share: { value: 1 - uncovered.length / gold.length },
    radius: distanceOf(radius),
    uncovered,
  };
}

function whyNot(gold: readonly Float32Array[], rows: readonly Float32Array[]): string | undefined {
  if (gold.length < FEWEST) {
    return `it takes ${FEWEST} gold texts, and there are ${gold.length}`;
  }
  // more points cover more, however they are spread
  if (gold.length !== rows.length) {
    return `it takes as many rows as gold texts, and there are ${rows.length} and ${gold.length}`;
  }
  return vectorFault([...gold, ...rows]);
}

const leastOf = (distances: Float64Array) =>
  distances.reduce((least, distance) => Math.min(least, distance));
