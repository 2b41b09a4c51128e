/** A block of at most this many numbers is summed in eight lanes, as in NumPy. */
const BLOCK = 128;
const LANES = 8;

/**
 * The sum of numbers in NumPy's order of additions, pairwise (Higham 1993). Its rounding error grows
 * with the logarithm of their count, and measures that round the sum agree with NumPy in the last bit.
 */
export function pairwiseSum(values: ArrayLike<number>, start = 0, end = values.length): number {
  const count = end - start;
  if (count > BLOCK) {
    const half = Math.floor(count / 2);
    const middle = start + half - (half % LANES);
    return pairwiseSum(values, start, middle) + pairwiseSum(values, middle, end);
  }
  let sum = 0;
  let at = start;
  if (count >= LANES) {
    const lanes = new Float64Array(LANES);
    for (; at + LANES <= end; at += LANES) {
      for (let lane = 0; lane < LANES; lane++) lanes[lane]! += values[at + lane]!;
    }
    const [a, b, c, d, e, f, g, h] = lanes as unknown as readonly number[];
    sum = a! + b! + (c! + d!) + (e! + f! + (g! + h!));
  }
  for (; at < end; at++) sum += values[at]!;
  return sum;
}
