/** The squared Euclidean distances of one vector to each of several of its width. */
export function squaredDistances(
  from: Float32Array,
  vectors: readonly Float32Array[],
): Float64Array {
  return Float64Array.from(vectors, (to) => squaredDistance(from, to));
}

function squaredDistance(from: Float32Array, to: Float32Array): number {
  // four sums at a time, because each addition to one sum waits for the one before
  let [a, b, c, d, i] = [0, 0, 0, 0, 0];
  for (; i + 3 < from.length; i += 4) {
    a += (from[i]! - to[i]!) ** 2;
    b += (from[i + 1]! - to[i + 1]!) ** 2;
    c += (from[i + 2]! - to[i + 2]!) ** 2;
    d += (from[i + 3]! - to[i + 3]!) ** 2;
  }
  for (; i < from.length; i++) a += (from[i]! - to[i]!) ** 2;
  return a + b + c + d;
}
