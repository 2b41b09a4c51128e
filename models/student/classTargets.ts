/**
 * The targets of a classifier's loss for a batch: float32[B * classes], each row a distribution.
 * @param smoothing the share that is spread equally over all labels, from 0 to below 1 (label
 *   smoothing: Szegedy et al. 2016, section 7; as in PyTorch's cross_entropy)
 * @throws RangeError for a label outside the head
 */
export function classTargets(
  labels: readonly number[],
  classes: number,
  smoothing = 0,
): Float32Array {
  const targets = new Float32Array(labels.length * classes).fill(smoothing / classes);
  for (const [row, label] of labels.entries()) {
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new RangeError(`label ${label} is outside the ${classes} of the head`);
    }
    targets[row * classes + label] = 1 - smoothing + smoothing / classes;
  }
  return targets;
}
