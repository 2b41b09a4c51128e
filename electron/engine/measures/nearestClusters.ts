import { type RandomStream, randomStream } from '../../../models/randomStream.ts';

const RESTARTS = 5;
const MOST_PASSES = 500;

interface Clustering {
  readonly clusters: Int32Array;
  /** The sum of the squared distances to the clusters' centres. */
  readonly inertia: number;
}

/**
 * Groups points by k-means: Lloyd's algorithm from centres drawn by k-means++ (Arthur and Vassilvitskii
 * 2007), the best of five restarts. The package ml-kmeans takes five times as long for hundreds of clusters of
 * thousands of points.
 * @param points n of one width
 * @param count of clusters; if fewer points differ, fewer clusters have members
 * @returns each point's cluster, from 0 to count - 1; the same for the same seed
 */
export function nearestClusters(
  points: readonly Float32Array[],
  count: number,
  seed: number,
): Int32Array {
  const width = points[0]!.length;
  const flat = new Float32Array(points.length * width);
  points.forEach((point, i) => {
    flat.set(point, i * width);
  });
  const tries = Array.from({ length: RESTARTS }, (_, restart) => {
    const centres = drawCentres(flat, width, count, randomStream('k-means', seed, restart));
    return settle(flat, width, centres);
  });
  return tries.reduce((best, one) => (one.inertia < best.inertia ? one : best)).clusters;
}

/** Draws points that differ, each with a chance that grows with its squared distance to those before. */
function drawCentres(
  points: Float32Array,
  width: number,
  count: number,
  random: RandomStream,
): Float64Array {
  const n = points.length / width;
  const centres = new Float64Array(count * width);
  const nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  let drawn = random.below(n);
  for (let c = 0; c < count; c++) {
    centres.set(points.subarray(drawn * width, (drawn + 1) * width), c * width);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const distance = squaredDistance(points, i * width, centres, c * width, width, nearest[i]!);
      if (distance < nearest[i]!) nearest[i] = distance;
      sum += nearest[i]!;
    }
    // every point is a centre already
    if (sum === 0) return centres.subarray(0, (c + 1) * width);
    let left = random.uniform() * sum;
    drawn = nearest.findLastIndex((distance) => distance > 0);
    for (let i = 0; i < drawn; i++) {
      left -= nearest[i]!;
      if (left < 0) drawn = i;
    }
  }
  return centres;
}

/** Moves the centres to the middles of their points until no point changes its cluster. */
function settle(points: Float32Array, width: number, centres: Float64Array): Clustering {
  const n = points.length / width;
  const clusters = new Int32Array(n).fill(-1);
  const distances = new Float64Array(n);
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    if (!assign(points, width, centres, clusters, distances)) break;
    moveCentres(points, width, centres, clusters, distances);
  }
  return { clusters, inertia: distances.reduce((sum, distance) => sum + distance, 0) };
}

/** @returns whether a point changed its cluster */
function assign(
  points: Float32Array,
  width: number,
  centres: Float64Array,
  clusters: Int32Array,
  distances: Float64Array,
): boolean {
  const count = centres.length / width;
  let changed = false;
  for (let i = 0; i < clusters.length; i++) {
    const before = clusters[i]!;
    // most points stay, and the own centre's distance cuts the sums for the others short
    let cluster = Math.max(before, 0);
    let least = squaredDistance(points, i * width, centres, cluster * width, width, Infinity);
    for (let c = 0; c < count; c++) {
      if (c === cluster) continue;
      const distance = squaredDistance(points, i * width, centres, c * width, width, least);
      if (distance < least) {
        least = distance;
        cluster = c;
      }
    }
    if (cluster !== before) changed = true;
    clusters[i] = cluster;
    distances[i] = least;
  }
  return changed;
}

function moveCentres(
  points: Float32Array,
  width: number,
  centres: Float64Array,
  clusters: Int32Array,
  distances: Float64Array,
): void {
  const members = new Int32Array(centres.length / width);
  centres.fill(0);
  clusters.forEach((cluster, i) => {
    members[cluster]!++;
    for (let j = 0; j < width; j++) centres[cluster * width + j]! += points[i * width + j]!;
  });
  members.forEach((size, cluster) => {
    if (size > 0) {
      for (let j = 0; j < width; j++) centres[cluster * width + j]! /= size;
      return;
    }
    // a cluster that lost its points starts again at the point that is worst served
    const worst = distances.reduce((most, one, i) => (one > distances[most]! ? i : most), 0);
    centres.set(points.subarray(worst * width, (worst + 1) * width), cluster * width);
    distances[worst] = 0;
  });
}

/** @returns the squared distance, or a number not below `bound` if it is not below it */
function squaredDistance(
  points: Float32Array,
  at: number,
  centres: Float64Array,
  centre: number,
  width: number,
  bound: number,
): number {
  let sum = 0;
  for (let j = 0; j < width; ) {
    // the bound is compared once in sixteen steps, because the comparison costs more than a step
    for (const end = Math.min(j + 16, width); j < end; j++) {
      const difference = points[at + j]! - centres[centre + j]!;
      sum += difference * difference;
    }
    if (sum >= bound) return sum;
  }
  return sum;
}
