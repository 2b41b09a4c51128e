/** A linear classifier: a row of weights and a bias for each class. */
export interface LinearClassifier {
  readonly weights: readonly Float64Array[];
  readonly biases: Float64Array;
}

const STEPS = 2000;
const TOLERANCE = 1e-5;

/**
 * Multinomial logistic regression with an L2 penalty, scikit-learn's objective at C = 1: the sum of
 * the cross-entropies plus half the squared weights (biases are not penalised). With two classes
 * scikit-learn penalises only the difference of the weights, which equals twice the penalty here.
 * Minimised by Nesterov's accelerated gradient until the largest gradient is below 1e-5 per row, or
 * for 2,000 steps.
 * @param features one vector per row, all of the same length
 * @param classes the class of each row, from 0 to count - 1
 */
export function fitLogisticRegression(
  features: readonly ArrayLike<number>[],
  classes: readonly number[],
  count: number,
): LinearClassifier {
  const width = features[0]?.length ?? 0;
  const size = count * (width + 1);
  // the softmax's Hessian is at most half the squared length of the features (plus 1 for the bias)
  const penalty = count === 2 ? 2 : 1;
  const curvature = penalty + features.reduce((sum, row) => sum + (1 + squaredLength(row)) / 2, 0);
  let current = new Float64Array(size);
  let ahead = new Float64Array(size);
  for (let step = 1; step <= STEPS; step++) {
    const gradient = objectiveGradient(ahead, features, classes, { count, width, penalty });
    const next = ahead.map((value, i) => value - gradient[i]! / curvature);
    const momentum = (step - 1) / (step + 2);
    ahead = next.map((value, i) => value + momentum * (value - current[i]!));
    current = next;
    if (gradient.every((value) => Math.abs(value) < TOLERANCE * features.length)) break;
  }
  return {
    weights: Array.from({ length: count }, (_, c) => current.subarray(c * width, (c + 1) * width)),
    biases: current.subarray(count * width),
  };
}

/** The class with the highest score; ties go to the first. */
export function classify({ weights, biases }: LinearClassifier, row: ArrayLike<number>): number {
  const scores = weights.map((weight, c) => dot(weight, row) + biases[c]!);
  return scores.indexOf(Math.max(...scores));
}

function objectiveGradient(
  parameters: Float64Array,
  features: readonly ArrayLike<number>[],
  classes: readonly number[],
  { count, width, penalty }: { count: number; width: number; penalty: number },
): Float64Array {
  const gradient = new Float64Array(parameters.length);
  for (let i = 0; i < count * width; i++) gradient[i] = penalty * parameters[i]!;
  for (const [r, row] of features.entries()) {
    const scores = Array.from(
      { length: count },
      (_, c) =>
        dot(parameters.subarray(c * width, (c + 1) * width), row) + parameters[count * width + c]!,
    );
    const highest = Math.max(...scores);
    const powers = scores.map((value) => Math.exp(value - highest));
    const total = powers.reduce((a, b) => a + b, 0);
    for (let c = 0; c < count; c++) {
      const error = powers[c]! / total - (classes[r] === c ? 1 : 0);
      for (let i = 0; i < width; i++) gradient[c * width + i]! += error * row[i]!;
      gradient[count * width + c]! += error;
    }
  }
  return gradient;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function squaredLength(row: ArrayLike<number>): number {
  return dot(row, row);
}
