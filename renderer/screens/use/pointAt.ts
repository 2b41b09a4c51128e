import type { CoveragePoint } from '../../../electron/contract/use.ts';

/**
 * The effect of a threshold: the point of the texts with that confidence or more.
 * @param points from the highest threshold to the lowest
 * @returns undefined if no text is that certain
 */
export function pointAt(
  points: readonly CoveragePoint[],
  threshold: number,
): CoveragePoint | undefined {
  return points.findLast((point) => point.threshold >= threshold);
}
