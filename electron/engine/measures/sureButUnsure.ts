/** A text as a teacher and a student judge it. */
interface JudgedText {
  /** The teacher's label. */
  readonly label: string;
  /** How sure the teacher is of it, and how unsure the student is of its own: of any scale. */
  readonly confidence: number;
  readonly uncertainty: number;
}

/**
 * The texts of which the teacher is sure and the student is not, compared with the texts of the same
 * label: those whose confidence and whose uncertainty are both at a quantile or above it, the same one
 * for both values and all labels, as high as leaves `count` texts. Of the texts at the quantile itself
 * the first ones are taken.
 * @returns their indices, in ascending order
 */
export function sureButUnsure(texts: readonly JudgedText[], count: number): number[] {
  const confidence = ranksInLabel(texts, (text) => text.confidence);
  const uncertainty = ranksInLabel(texts, (text) => text.uncertainty);
  const quantile = texts.map((_, i) => Math.min(confidence[i]!, uncertainty[i]!));
  return texts
    .map((_, i) => i)
    .toSorted((a, b) => quantile[b]! - quantile[a]!)
    .slice(0, count)
    .toSorted((a, b) => a - b);
}

/** For each text, the share of its label's texts whose value is not above its own: over 0, up to 1. */
function ranksInLabel(
  texts: readonly JudgedText[],
  measure: (text: JudgedText) => number,
): number[] {
  const ranks = new Array<number>(texts.length);
  for (const label of new Set(texts.map((text) => text.label))) {
    const own = texts.flatMap((text, i) => (text.label === label ? [i] : []));
    const ascending = own.map((i) => measure(texts[i]!)).toSorted((a, b) => a - b);
    // the last of equal values counts for all of them
    const below = new Map(ascending.map((value, at) => [value, at + 1]));
    for (const i of own) ranks[i] = below.get(measure(texts[i]!))! / own.length;
  }
  return ranks;
}
