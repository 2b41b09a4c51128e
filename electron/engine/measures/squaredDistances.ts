/** The squared Euclidean distances of one vector to each of several of its width. */
export function squaredDistances(
  from: Float32Array,
  vectors: readonly Float32Array[],
): Float64Array {
  return Float64Array.from(vectors, (to) => squaredDistance(from, to));
}

/** The squared Euclidean distance of two vectors of one width, the same in either order. */
export function squaredDistance(from: Float32Array, to: Float32Array): number {
  // four sums at a time, because each addition to one sum waits for the one before
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 3 < from.length; i += 4) {
    const first = from[i]! - to[i]!;
    const second = from[i + 1]! - to[i + 1]!;
    const third = from[i + 2]! - to[i + 2]!;
    const fourth = from[i + 3]! - to[i + 3]!;
    a += first * first;
    b += second * second;
    c += third * third;
    d += fourth * fourth;
  }
  for (; i < from.length; i++) a += (from[i]! - to[i]!) ** 2;
  return a + b + c + d;
}
