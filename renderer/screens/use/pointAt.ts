import type { CoveragePoint } from '../../../electron/contract/use.ts';

/**
 * What a threshold does: the point of the texts with that confidence or more.
 * @param points from the highest threshold to the lowest
 * @returns undefined where no text is that certain
 */
export function pointAt(
  points: readonly CoveragePoint[],
  threshold: number,
): CoveragePoint | undefined {
  return points.findLast((point) => point.threshold >= threshold);
}
