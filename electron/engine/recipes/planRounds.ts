import type { Sizes } from './recipe.ts';

/**
 * The share of validation examples that a student gets wrong, which is not known in advance; ours.
 * A third is between the shares observed here in the first and the last rounds.
 */
const ERROR_SHARE = 1 / 3;

/** Plans R rounds of training, each of which adds a row for each error. */
export function planRounds(
  { rows, rounds }: { readonly rows: number; readonly rounds: number },
  { validation }: Sizes,
) {
  const errors = Math.round(validation * ERROR_SHARE);
  const assumed = `Assumed: the student gets ${errors} of ${validation} validation texts wrong.`;
  return {
    added: rounds * errors,
    before: Array.from({ length: rounds }, (_, q) => rows + q * errors),
    rows: rows + rounds * errors,
    notes: rounds > 0 ? [assumed] : [],
  };
}
