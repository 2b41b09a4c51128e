/** Accuracy on held-out labels over the number of examples that a classifier learned from. */
export interface LearningCurve {
  /** From few examples to all; the accuracy is from 0 to 1. */
  readonly points: readonly { readonly n: number; readonly accuracy: number }[];
  /** What further examples would bring, by a power law through the points. */
  readonly more: readonly {
    /** The number of further examples. */
    readonly n: number;
    /** The change of the accuracy, from -1 to 1, and its 95% interval. */
    readonly gain: number;
    readonly ci95: readonly [number, number];
  }[];
}

/** What more labels would bring, and what more rows of one recipe beside the labels. */
export interface LearningCurves {
  readonly labels: LearningCurve;
  readonly rows: LearningCurve;
}

/**
 * Both curves in a sentence each: 'With 50 more labels about +1.2 points (95% +0.3 to +2.5); …'
 */
export function learningCurveSentences({ labels, rows }: LearningCurves): string[] {
  return [...sentence(labels, 'labels'), ...sentence(rows, 'rows')];
}

function sentence({ more }: LearningCurve, what: string): string[] {
  if (more.length === 0) return [];
  const parts = more.map(
    ({ n, gain, ci95: [low, high] }) =>
      `with ${n} more ${what} about ${signedPoints(gain)} points (95% ${signedPoints(low)} to ${signedPoints(high)})`,
  );
  const joined = parts.join('; ');
  return [`${joined[0]!.toUpperCase()}${joined.slice(1)}.`];
}

/** A difference from -1 to 1 in points, with its sign: '+3.0'. */
export function signedPoints(share: number): string {
  const rounded = (100 * share).toFixed(1);
  if (Number(rounded) === 0) return '0.0';
  return share > 0 ? `+${rounded}` : rounded;
}
