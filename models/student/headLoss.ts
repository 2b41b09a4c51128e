import { atTemperature } from './temperature.ts';
import { addScaled, innerProduct, type TrainedLoss } from './trainedLoss.ts';

/** The weights of a linear head, row by row, and its biases. */
interface LinearHead {
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

/**
 * The loss of a student of which only a linear head was trained, by the features that its frozen body gave each row.
 * They are computed once, since a body that is not moved gives the same ones at every evaluation.
 */
export function headLoss(
  { weights: rows, biases }: LinearHead,
  features: readonly Float32Array[],
): TrainedLoss {
  const classes = biases.length;
  const width = rows.length / classes;
  const weights = new Float32Array([...rows, ...biases]);
  const logitsOf = (row: number) =>
    Array.from(
      { length: classes },
      (_, c) => innerProduct(features[row]!, weights, c * width) + weights[classes * width + c]!,
    );
  return {
    weights,
    penalised: [[0, classes * width]],
    logits: async (chosen) => chosen.map(logitsOf),
    async gradient(chosen, targets, share) {
      const gradient = new Float32Array(weights.length);
      for (const [i, row] of chosen.entries()) {
        const own = targets.subarray(i * classes, (i + 1) * classes);
        const total = own.reduce((sum, target) => sum + target, 0);
        for (const [c, probability] of atTemperature(logitsOf(row)).entries()) {
          const slope = share * (total * probability - own[c]!);
          addScaled(gradient, c * width, features[row]!, slope);
          const bias = classes * width + c;
          gradient[bias] = gradient[bias]! + slope;
        }
      }
      return {
        addTo: (sum, factor) => addScaled(sum, 0, gradient, factor),
        dot: (vector) => innerProduct(gradient, vector),
      };
    },
    async release() {},
  };
}
