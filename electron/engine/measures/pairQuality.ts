import type { Figure } from '../../contract/figure.ts';
import { bootstrapMean } from './bootstrapMean.ts';
import { editDistance } from './editDistance.ts';
import { vectorFault } from './vectorFault.ts';

interface PairText {
  readonly vector: Float32Array;
  /** Words, or the numbers of a model's tokens. */
  readonly tokens: readonly (string | number)[];
}

/** A misclassified text, and a row that was written from it. */
export interface ErrorPair {
  readonly error: PairText;
  readonly extrapolation: PairText;
}

interface PairQuality {
  readonly pairs: number;
  readonly cosine: Figure;
  /** In tokens, as the lengths are. */
  readonly editDistance: Figure;
  readonly errorLength: Figure;
  readonly extrapolationLength: Figure;
}

/**
 * How near the rows of S3's rounds are to the errors that they were written from (S3, section 3.6 and
 * Table 6), as means over the pairs with 95% intervals. A high cosine with an edit distance near the length means texts of
 * a similar meaning in other words. S3 counts DistilBERT's tokens, [CLS] and [SEP] among them.
 */
export function pairQuality(pairs: readonly ErrorPair[]): PairQuality {
  const meanOf = (valueOfPair: (pair: ErrorPair) => number): Figure =>
    pairs.length > 0
      ? bootstrapMean(pairs.map(valueOfPair))
      : { undefinedBecause: 'no row was written from an error' };
  const vectors = pairs.flatMap(({ error, extrapolation }) => [error.vector, extrapolation.vector]);
  const zeros = vectors.some((vector) => vector.every((value) => value === 0));
  const fault = vectorFault(vectors) ?? (zeros ? 'a text has a vector of zeros' : undefined);
  return {
    pairs: pairs.length,
    cosine: fault
      ? { undefinedBecause: fault }
      : meanOf(({ error, extrapolation }) => cosineOf(error.vector, extrapolation.vector)),
    editDistance: meanOf(({ error, extrapolation }) =>
      editDistance(error.tokens, extrapolation.tokens),
    ),
    errorLength: meanOf(({ error }) => error.tokens.length),
    extrapolationLength: meanOf(({ extrapolation }) => extrapolation.tokens.length),
  };
}

function cosineOf(a: Float32Array, b: Float32Array): number {
  let [product, squareA, squareB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    product += a[i]! * b[i]!;
    squareA += a[i]! * a[i]!;
    squareB += b[i]! * b[i]!;
  }
  return product / Math.sqrt(squareA * squareB);
}
