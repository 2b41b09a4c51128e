/** @returns why vectors are no basis for a figure, or nothing */
export function vectorFault(vectors: readonly Float32Array[]): string | undefined {
  return vectors.some((vector) => vector.some((value) => !Number.isFinite(value)))
    ? 'a text has a vector with a value that is not a number'
    : undefined;
}
