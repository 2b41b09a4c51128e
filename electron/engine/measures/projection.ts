import type { Figure } from '../../contract/figure.ts';
import { type NeighbourChances, neighbourChances } from './neighbourChances.ts';
import { pairDistances } from './pairDistances.ts';
import { principalComponents } from './principalComponents.ts';
import { trustworthiness } from './trustworthiness.ts';
import { vectorFault } from './vectorFault.ts';

const PASSES = 1000;
/** In the first passes near vectors attract each other more, so that groups form. */
const EARLY_PASSES = 250;
const EARLY_ATTRACTION = 12;
/** The spread of the first component at the start. */
const START_SPREAD = 1e-4;

interface Projection {
  /** The points of each set, two coordinates each, in the sets' order. */
  readonly sets: readonly (readonly Float32Array[])[];
  readonly trustworthiness: Figure;
}

/**
 * One projection of several sets of vectors into the plane (S3, appendix C) by t-SNE (van der Maaten and
 * Hinton 2008) with the settings of scikit-learn: perplexity 30, 1,000 passes, begun from the first two
 * principal components. It draws nothing at random. The repulsion is summed over all pairs, so the time
 * grows with the square of the number of vectors: 3,000 of width 384 take a core 25 seconds.
 * @param sets of vectors of one width
 */
export function projection(
  sets: readonly (readonly Float32Array[])[],
): Projection | { readonly undefinedBecause: string } {
  const vectors = sets.flat();
  if (vectors.length < 4) {
    return { undefinedBecause: `it takes four texts, and there are ${vectors.length}` };
  }
  const fault = vectorFault(vectors);
  if (fault) return { undefinedBecause: fault };
  const start = startOf(vectors);
  if (!start) return { undefinedBecause: 'all texts have the same vector' };

  const distances = pairDistances(vectors);
  settle(start, neighbourChances(distances));
  const points = vectors.map((_, i) => Float32Array.of(start[2 * i]!, start[2 * i + 1]!));
  let taken = 0;
  return {
    sets: sets.map(({ length }) => {
      taken += length;
      return points.slice(taken - length, taken);
    }),
    trustworthiness: trustworthiness(vectors, points, distances),
  };
}

function startOf(vectors: readonly Float32Array[]): Float64Array | undefined {
  const components = principalComponents(vectors, 1);
  if (!components) return undefined;
  const square = components.reduce((sum, [first]) => sum + first! * first!, 0);
  const scale = START_SPREAD / Math.sqrt(square / vectors.length);
  return Float64Array.from(
    components.flatMap((values) => [scale * values[0]!, scale * (values[1] ?? 0)]),
  );
}

/** Moves the points down the gradient, with momentum and a gain for each coordinate (Jacobs 1988). */
function settle(points: Float64Array, pairs: NeighbourChances): void {
  const n = points.length / 2;
  // the rate that scikit-learn calls 'auto' (Belkina et al. 2019)
  const rate = Math.max(n / EARLY_ATTRACTION / 4, 50);
  const gains = new Float64Array(points.length).fill(1);
  const steps = new Float64Array(points.length);
  for (let pass = 0; pass < PASSES; pass++) {
    const early = pass < EARLY_PASSES;
    // scikit-learn begins anew after the early passes
    if (pass === EARLY_PASSES) {
      gains.fill(1);
      steps.fill(0);
    }
    const gradient = gradientOf(points, pairs, early ? EARLY_ATTRACTION : 1);
    for (let i = 0; i < points.length; i++) {
      const turned = steps[i]! * gradient[i]! >= 0;
      gains[i] = Math.max(0.01, turned ? gains[i]! * 0.8 : gains[i]! + 0.2);
      steps[i] = (early ? 0.5 : 0.8) * steps[i]! - rate * gains[i]! * gradient[i]!;
      points[i]! += steps[i]!;
    }
  }
}

function gradientOf(
  points: Float64Array,
  { starts, others, chances }: NeighbourChances,
  attraction: number,
): Float64Array {
  const { forces, sum } = repulsionOf(points);
  const gradient = forces.map((force) => (-4 * force) / sum);
  for (let i = 0; i + 1 < starts.length; i++) {
    for (let pair = starts[i]!; pair < starts[i + 1]!; pair++) {
      const j = others[pair]!;
      const dx = points[2 * i]! - points[2 * j]!;
      const dy = points[2 * i + 1]! - points[2 * j + 1]!;
      const pull = (4 * attraction * chances[pair]!) / (1 + dx * dx + dy * dy);
      gradient[2 * i]! += pull * dx;
      gradient[2 * i + 1]! += pull * dy;
    }
  }
  return gradient;
}

/** The forces between all pairs of points, and the sum by which they are to be divided. */
function repulsionOf(points: Float64Array): { forces: Float64Array; sum: number } {
  const forces = new Float64Array(points.length);
  let sum = 0;
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i]!;
    const y = points[i + 1]!;
    let fx = 0;
    let fy = 0;
    for (let j = i + 2; j < points.length; j += 2) {
      const dx = x - points[j]!;
      const dy = y - points[j + 1]!;
      const near = 1 / (1 + dx * dx + dy * dy);
      const push = near * near;
      sum += near;
      fx += push * dx;
      fy += push * dy;
      forces[j]! -= push * dx;
      forces[j + 1]! -= push * dy;
    }
    forces[i]! += fx;
    forces[i + 1]! += fy;
  }
  return { forces, sum: 2 * sum };
}
