import type { CoveragePoint } from '../../contract/use.ts';
import { wilsonInterval } from './score.ts';

/**
 * Coverage and accuracy of a classifier that leaves texts open, at every threshold that changes
 * which texts it labels (selective prediction: El-Yaniv & Wiener 2010; Geifman & El-Yaniv 2017).
 *
 * At threshold t the texts with a confidence of t or more are labelled. Coverage is their share of
 * all n texts; accuracy is the share of them that is correct, one minus the selective risk. The
 * confidence is the softmax at the label (Geifman & El-Yaniv's softmax response).
 * @param confidences from 0 to 1, with whether each label is correct
 * @returns from the highest threshold to the lowest, at which every text is labelled; empty for n =
 *   0
 */
export function riskCoverage(
  confidences: readonly { readonly confidence: number; readonly isRight: boolean }[],
): CoveragePoint[] {
  const n = confidences.length;
  const sorted = confidences.toSorted((a, b) => b.confidence - a.confidence);
  let right = 0;
  return sorted.flatMap(({ confidence, isRight }, index) => {
    right += Number(isRight);
    // texts with equal confidence are labelled together
    if (sorted[index + 1]?.confidence === confidence) return [];
    const covered = index + 1;
    return {
      threshold: confidence,
      covered,
      right,
      coverage: covered / n,
      accuracy: right / covered,
      ci95: wilsonInterval(right, covered),
    };
  });
}
