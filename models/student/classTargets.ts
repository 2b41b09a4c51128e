/**
 * What a classifier should say of an example: the index of its label, or a share of each label, from
 * 0 to 1, which sum to 1 (soft targets: Hinton et al. 2015, arXiv 1503.02531).
 */
export type ClassTarget = number | readonly number[];

/** How far the shares of a soft target may be from a sum of 1: they were averaged and stored. */
const ROUNDING = 1e-6;

/**
 * The targets of a classifier's loss for a batch: float32[B * classes], each row a distribution.
 * @param smoothing the share that is spread equally over all labels, from 0 to below 1 (label
 *   smoothing: Szegedy et al. 2016, section 7; as in PyTorch's cross_entropy)
 * @throws RangeError for a label outside the head, or shares that are no distribution over its labels
 */
export function classTargets(
  wanted: readonly ClassTarget[],
  classes: number,
  smoothing = 0,
): Float32Array {
  const targets = new Float32Array(wanted.length * classes).fill(smoothing / classes);
  for (const [row, target] of wanted.entries()) {
    if (typeof target !== 'number') {
      requireDistribution(target, classes);
      for (const [label, share] of target.entries()) {
        targets[row * classes + label] = (1 - smoothing) * share + smoothing / classes;
      }
      continue;
    }
    if (!Number.isInteger(target) || target < 0 || target >= classes) {
      throw new RangeError(`label ${target} is outside the ${classes} of the head`);
    }
    targets[row * classes + target] = 1 - smoothing + smoothing / classes;
  }
  return targets;
}

function requireDistribution(shares: readonly number[], classes: number): void {
  const sum = shares.reduce((total, share) => total + share, 0);
  const isOne = shares.every((share) => share >= 0) && Math.abs(sum - 1) < ROUNDING;
  if (shares.length === classes && isOne) return;
  throw new RangeError(
    `${shares.length} shares that sum to ${sum} are no target of ${classes} labels`,
  );
}

/** The label with the largest share; ties go to the first. */
export const likeliest = (target: ClassTarget): number =>
  typeof target === 'number' ? target : target.indexOf(Math.max(...target));
