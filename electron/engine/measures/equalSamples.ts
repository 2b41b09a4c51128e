import { randomStream } from '../../../models/randomStream.ts';

/**
 * Draws equally many items of several sets, as S3 does for its coverage (appendix C): as many as the
 * smallest set has, and not more than `most`.
 * @param sizes how many items each set has
 * @returns for each set the indices of the drawn items, in ascending order
 */
export function equalSamples(
  sizes: readonly number[],
  most: number,
  seed: number,
): readonly (readonly number[])[] {
  const count = Math.min(most, ...sizes);
  return sizes.map((size, set) =>
    randomStream('equal samples', seed, set)
      .sample([...Array(size).keys()], count)
      .toSorted((a, b) => a - b),
  );
}
