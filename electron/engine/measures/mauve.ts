import type { Figure } from '../../contract/figure.ts';
import { nearestClusters } from './nearestClusters.ts';
import { ofLengthOne } from './ofLengthOne.ts';
import { principalComponents } from './principalComponents.ts';
import { vectorFault } from './vectorFault.ts';

/** The variance that the principal components keep, and the mixtures of the two that make the curve. */
const EXPLAINED = 0.9;
const MIXTURES = 25;
const FARTHEST = 1e-6;

interface MauveSettings {
  /** The c of the paper: how fast a divergence lowers the score. */
  readonly scaling: number;
  /** How many cells the histograms have; a tenth of the smaller side's texts if it is not given. */
  readonly cells?: number;
}

/** The settings of SynthesizRR, and those of the authors' package. */
export const MAUVE_SETTINGS = {
  synthesizrr: { scaling: 1, cells: 30 },
  package: { scaling: 5 },
} as const satisfies Record<string, MauveSettings>;

/**
 * MAUVE (Pillutla et al. 2021): how close two sets of texts are, from nearly 0 to 1. The vectors are made
 * of length one, reduced by PCA to 90% of the variance of both sets together, and grouped by k-means; the
 * score is the area under the divergence curve of the two histograms over the groups. Each stage is that of
 * the authors' package mauve-text, except that k-means draws other starting points.
 * With scaling 1, two sets that share no cell score 0.5.
 * @param gold vectors of one width
 * @param rows vectors of the same width
 */
export function mauve(
  gold: readonly Float32Array[],
  rows: readonly Float32Array[],
  settings: MauveSettings,
  seed: number,
): Figure {
  const fewer = Math.min(gold.length, rows.length);
  const cells = settings.cells ?? cellsFor(fewer);
  if (fewer < cells) {
    return {
      undefinedBecause: `it compares ${cells} groups of texts, and one side has ${fewer} texts only`,
    };
  }
  const both = [...rows, ...gold];
  const fault = vectorFault(both);
  if (fault) return { undefinedBecause: fault };
  const reduced = principalComponents(both.map(ofLengthOne), EXPLAINED);
  if (!reduced) return { undefinedBecause: 'all texts have the same vector' };
  const clusters = nearestClusters(reduced, cells, seed);
  return {
    value: divergenceArea(
      histogramOf(clusters.subarray(rows.length), cells),
      histogramOf(clusters.subarray(0, rows.length), cells),
      settings.scaling,
    ),
  };
}

/** A tenth of the texts, two at least. A half is rounded to the even number, as Python rounds. */
function cellsFor(texts: number): number {
  const below = Math.floor(texts / 10);
  const up = texts % 10 > 5 || (texts % 10 === 5 && below % 2 === 1);
  return Math.max(2, up ? below + 1 : below);
}

/** @returns for each cell, its share of the clusters */
function histogramOf(clusters: Int32Array, cells: number): Float64Array {
  const shares = new Float64Array(cells);
  for (const cluster of clusters) shares[cluster]! += 1 / clusters.length;
  return shares;
}

/**
 * The area under the divergence curve of two distributions over the same cells: for mixtures R of P and Q,
 * the points (exp(-c KL(Q, R)), exp(-c KL(P, R))), with the extremes (1, 0) and (0, 1). It is the mean of
 * the trapezoid areas along either axis.
 * @param p shares that add up to 1
 * @param q shares of the same cells
 */
export function divergenceArea(p: Float64Array, q: Float64Array, scaling: number): number {
  const curve: (readonly [number, number])[] = [
    [1, 0],
    [0, 1],
  ];
  for (let i = 0; i < MIXTURES; i++) {
    const weight = FARTHEST + ((1 - 2 * FARTHEST) * i) / (MIXTURES - 1);
    const mixture = p.map((share, cell) => weight * share + (1 - weight) * q[cell]!);
    curve.push([
      Math.exp(-scaling * divergence(q, mixture)),
      Math.exp(-scaling * divergence(p, mixture)),
    ]);
  }
  return (areaUnder(curve) + areaUnder(curve.map(([x, y]) => [y, x]))) / 2;
}

/** KL(P, R) in nats; R has a share of every cell of P. */
function divergence(p: Float64Array, r: Float64Array): number {
  const nats = p.reduce(
    (sum, share, i) => (share > 0 ? sum + share * Math.log(share / r[i]!) : sum),
    0,
  );
  // rounding may leave the divergence of equal distributions below zero
  return Math.max(0, nats);
}

function areaUnder(points: readonly (readonly [number, number])[]): number {
  // of equal x the highest comes first, or the curve of equal distributions would lose half its area
  const ordered = points.toSorted(([x, y], [otherX, otherY]) => x - otherX || otherY - y);
  return ordered.slice(1).reduce((area, [x, y], i) => {
    const [before, height] = ordered[i]!;
    return area + ((x - before) * (y + height)) / 2;
  }, 0);
}
