import type { ErrorsOf } from '../../contract/recipes/sharedSettings.ts';
import { FOLDS } from './outOfFold.ts';
import type { Sizes } from './recipe.ts';

/**
 * The share of validation examples that a student gets wrong, which is not known in advance; ours.
 * A third is between the shares observed here in the first and the last rounds.
 */
const ERROR_SHARE = 1 / 3;

interface RoundsToPlan {
  readonly rows: number;
  readonly rounds: number;
  readonly errorsOf?: ErrorsOf;
  readonly mostErrors?: number;
}

/** Plans R rounds of training, each of which adds a row for each error. */
export function planRounds(
  { rows, rounds, errorsOf = 'rows', mostErrors = 0 }: RoundsToPlan,
  { seed, validation }: Sizes,
) {
  const wrong = Math.round(validation * ERROR_SHARE);
  const assumed = `Assumed: the student gets ${wrong} of ${validation} validation texts wrong.`;
  const errors = mostErrors === 0 ? wrong : Math.min(wrong, mostErrors);
  return {
    added: rounds * errors,
    before: Array.from({ length: rounds }, (_, q) => rows + q * errors).flatMap((written) =>
      errorsOf === 'rows'
        ? [written]
        : Array<number>(FOLDS).fill(
            written + Math.round(seed + (validation * (FOLDS - 1)) / FOLDS),
          ),
    ),
    rows: rows + rounds * errors,
    notes: rounds > 0 ? [assumed] : [],
  };
}
