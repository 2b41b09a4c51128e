import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** The share of a mean squared length that is no variance. */
const ROUNDING = 1e-12;

/**
 * The vectors on the fewest principal components whose explained variance reaches a share of the whole,
 * the component of the largest variance first. A component's sign is arbitrary.
 * @param vectors n of one width
 * @param share of the variance, from 0 to 1
 * @returns n vectors of one smaller width, or none if the vectors do not vary
 */
export function principalComponents(
  vectors: readonly Float32Array[],
  share: number,
): Float32Array[] | undefined {
  const width = vectors[0]!.length;
  const means = meansOf(vectors, width);
  const decomposition = new EigenvalueDecomposition(covarianceOf(vectors, means), {
    assumeSymmetric: true,
  });
  // the library lists eigenvalues in ascending order; rounding may leave the smallest below zero
  const variances = decomposition.realEigenvalues.map((value) => Math.max(0, value)).reverse();
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  // a text that a model reads twice has vectors that differ in their last bits
  const square = means.reduce((sum, value) => sum + value * value, total);
  if (total <= ROUNDING * square) return undefined;

  let explained = 0;
  let kept = 0;
  while (kept < width && explained < share * total) explained += variances[kept++]!;
  const axes = Array.from({ length: kept }, (_, at) =>
    Float64Array.from(decomposition.eigenvectorMatrix.getColumn(width - 1 - at)),
  );
  return vectors.map((vector) =>
    Float32Array.from(axes, (axis) => {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += axis[i]! * (vector[i]! - means[i]!);
      return sum;
    }),
  );
}

function meansOf(vectors: readonly Float32Array[], width: number): Float64Array {
  const means = new Float64Array(width);
  for (const vector of vectors) for (let i = 0; i < width; i++) means[i]! += vector[i]!;
  return means.map((sum) => sum / vectors.length);
}

/** @returns the covariances of the width's columns, divided by n - 1 */
function covarianceOf(vectors: readonly Float32Array[], means: Float64Array): Matrix {
  const width = means.length;
  const sums = new Float64Array(width * width);
  const centred = new Float64Array(width);
  for (const vector of vectors) {
    for (let i = 0; i < width; i++) centred[i] = vector[i]! - means[i]!;
    for (let i = 0; i < width; i++) {
      const value = centred[i]!;
      for (let j = 0; j <= i; j++) sums[i * width + j]! += value * centred[j]!;
    }
  }
  const covariance = new Matrix(width, width);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      const value = sums[i * width + j]! / (vectors.length - 1);
      covariance.set(i, j, value);
      covariance.set(j, i, value);
    }
  }
  return covariance;
}
