import { randomStream } from '../randomStream.ts';
import { type ClassTarget, likeliest } from './classTargets.ts';
import { minimise } from './minimise.ts';

/** A linear classifier: a row of weights and a bias for each class. */
export interface LinearClassifier {
  readonly weights: readonly Float64Array[];
  readonly biases: Float64Array;
}

/** The largest gradient, per row, at which a fit ends. */
const TOLERANCE = 1e-5;
/** The same where only likelihoods are compared, which differ by far more. */
export const HELD_OUT_TOLERANCE = 1e-3;

/** How a regression is fitted. */
export interface Fit {
  /** The inverse of the penalty's strength; 1 if undefined. */
  readonly C?: number;
  /** The weight of each row's cross-entropy; 1 for all if undefined. */
  readonly rowWeights?: readonly number[];
  /**
   * A classifier that the penalty pulls to, so that only what the rows contradict is learned anew;
   * all weights are pulled to 0 if undefined.
   */
  readonly around?: LinearClassifier | undefined;
  /** The classifier at which the search begins; the closer to the minimum, the fewer steps. */
  readonly start?: LinearClassifier | undefined;
  /** The largest gradient, per row, at which the fit ends; 1e-5 if undefined. */
  readonly tolerance?: number;
}

/**
 * Multinomial logistic regression with an L2 penalty, scikit-learn's objective: the sum of the
 * cross-entropies plus the squared weights divided by 2C (biases are not penalised). With two
 * classes scikit-learn penalises only the difference of the weights, which equals twice the penalty
 * here.
 * @param features one vector per row, all of the same length
 * @param targets the class of each row, from 0 to count - 1, or its shares of all classes: its
 *   cross-entropy is then the mean over the classes, in these shares
 */
export function fitLogisticRegression(
  features: readonly ArrayLike<number>[],
  targets: readonly ClassTarget[],
  count: number,
  { C = 1, rowWeights, around, start, tolerance = TOLERANCE }: Fit = {},
): LinearClassifier {
  const width = features[0]?.length ?? 0;
  const penalty = (count === 2 ? 2 : 1) / C;
  const rows = flat(features, width);
  const centre = parametersOf(around, count, width);
  const fitted = minimise(
    (at) => crossEntropy(at, { rows, targets, rowWeights, count, width, penalty, centre }),
    start ? parametersOf(start, count, width) : centre,
    tolerance * features.length,
  );
  return {
    weights: Array.from({ length: count }, (_, c) => fitted.subarray(c * width, (c + 1) * width)),
    biases: fitted.subarray(count * width),
  };
}

/** Weights class by class, then the biases; zeros without a classifier. */
function parametersOf(
  classifier: LinearClassifier | undefined,
  count: number,
  width: number,
): Float64Array {
  const parameters = new Float64Array(count * (width + 1));
  for (const [c, weights] of (classifier?.weights ?? []).entries()) {
    parameters.set(weights, c * width);
  }
  parameters.set(classifier?.biases ?? [], count * width);
  return parameters;
}

/** The class with the highest score; ties go to the first. */
export function classify(model: LinearClassifier, row: ArrayLike<number>): number {
  const scores = scoresOf(model, row);
  return scores.indexOf(Math.max(...scores));
}

/** Penalties to choose from; C = 1 is scikit-learn's default. */
const STRENGTHS = [0.1, 1, 10, 100];
const FOLDS = 5;

/**
 * The C with the highest mean log-likelihood of rows that were held out, by cross-validation over up
 * to five folds with equal shares of each class; ties go to the stronger penalty. If a class has a
 * single row, nothing of it can be held out, and C is 1. A row of several shares counts as its
 * likeliest class where folds are made, and with all of its shares where likelihoods are.
 * @param stream decides the folds
 */
export function chooseStrength(
  features: readonly ArrayLike<number>[],
  targets: readonly ClassTarget[],
  count: number,
  stream: readonly (string | number)[],
  { rowWeights, around }: Omit<Fit, 'C'> = {},
): number {
  const classes = targets.map(likeliest);
  const sizes = Array.from({ length: count }, (_, c) => classes.filter((one) => one === c).length);
  const folds = Math.min(FOLDS, ...sizes.filter((size) => size > 0));
  if (folds < 2) return 1;
  const foldOf = stratifiedFolds(classes, folds, stream);
  const likelihoods = STRENGTHS.map(() => 0);
  for (let fold = 0; fold < folds; fold++) {
    const seen = classes.flatMap((_, row) => (foldOf[row] === fold ? [] : [row]));
    const [rows, wanted] = [seen.map((row) => features[row]!), seen.map((row) => targets[row]!)];
    const weights = rowWeights ? { rowWeights: seen.map((row) => rowWeights[row]!) } : {};
    let start: LinearClassifier | undefined;
    for (const [c, C] of STRENGTHS.entries()) {
      const tolerance = HELD_OUT_TOLERANCE;
      start = fitLogisticRegression(rows, wanted, count, {
        C,
        around,
        start,
        tolerance,
        ...weights,
      });
      for (const [row, target] of targets.entries()) {
        if (foldOf[row] !== fold) continue;
        likelihoods[c]! += (rowWeights?.[row] ?? 1) * logLikelihood(start, features[row]!, target);
      }
    }
  }
  return STRENGTHS[likelihoods.indexOf(Math.max(...likelihoods))]!;
}

/** A fold for each row, from 0; the rows of each class are spread evenly over the folds. */
export function stratifiedFolds(
  classes: readonly (number | string)[],
  folds: number,
  stream: readonly (string | number)[],
): number[] {
  const random = randomStream(...stream, 'folds');
  const foldOf = new Array<number>(classes.length);
  let next = 0;
  for (const label of new Set(classes)) {
    const rows = classes.flatMap((one, row) => (one === label ? [row] : []));
    for (const row of random.shuffle(rows)) foldOf[row] = next++ % folds;
  }
  return foldOf;
}

/**
 * The logarithm of the probability that a classifier gives a class, or the mean of the logarithms over
 * the classes in a target's shares.
 */
export function logLikelihood(
  model: LinearClassifier,
  row: ArrayLike<number>,
  target: ClassTarget,
): number {
  const scores = scoresOf(model, row);
  return wantedScore(scores, target) - logSumExp(scores);
}

/** The score of a target's class, or the mean of the scores in its shares. */
function wantedScore(scores: readonly number[], target: ClassTarget): number {
  if (typeof target === 'number') return scores[target]!;
  return target.reduce((sum, share, c) => sum + share * scores[c]!, 0);
}

/** The probability that a target wants for a class. */
const wantedShare = (target: ClassTarget, c: number): number =>
  typeof target === 'number' ? (target === c ? 1 : 0) : target[c]!;

/** The score of each class, whose softmax are its probabilities. */
export function scoresOf({ weights, biases }: LinearClassifier, row: ArrayLike<number>): number[] {
  return weights.map((weight, c) => {
    let sum = biases[c]!;
    for (let i = 0; i < row.length; i++) sum += weight[i]! * row[i]!;
    return sum;
  });
}

function logSumExp(scores: readonly number[]): number {
  const highest = Math.max(...scores);
  return highest + Math.log(scores.reduce((sum, one) => sum + Math.exp(one - highest), 0));
}

interface Problem {
  /** [rows, width], row by row. */
  readonly rows: Float64Array;
  readonly targets: readonly ClassTarget[];
  readonly rowWeights: readonly number[] | undefined;
  readonly count: number;
  readonly width: number;
  readonly penalty: number;
  readonly centre: Float64Array;
}

/** The objective and its gradient: weights class by class, then the biases. */
function crossEntropy(
  parameters: Float64Array,
  { rows, targets, rowWeights, count, width, penalty, centre }: Problem,
): { value: number; gradient: Float64Array } {
  const gradient = new Float64Array(parameters.length);
  const biases = count * width;
  let value = 0;
  for (let i = 0; i < biases; i++) {
    const away = parameters[i]! - centre[i]!;
    value += (penalty / 2) * away ** 2;
    gradient[i] = penalty * away;
  }
  const scores = new Array<number>(count);
  for (const [row, target] of targets.entries()) {
    const start = row * width;
    for (let c = 0; c < count; c++) {
      let sum = parameters[biases + c]!;
      for (let i = 0; i < width; i++) sum += parameters[c * width + i]! * rows[start + i]!;
      scores[c] = sum;
    }
    const total = logSumExp(scores);
    const weight = rowWeights?.[row] ?? 1;
    value += weight * (total - wantedScore(scores, target));
    for (let c = 0; c < count; c++) {
      const error = weight * (Math.exp(scores[c]! - total) - wantedShare(target, c));
      for (let i = 0; i < width; i++) gradient[c * width + i]! += error * rows[start + i]!;
      gradient[biases + c]! += error;
    }
  }
  return { value, gradient };
}

function flat(features: readonly ArrayLike<number>[], width: number): Float64Array {
  const rows = new Float64Array(features.length * width);
  for (const [row, vector] of features.entries()) {
    for (let i = 0; i < width; i++) rows[row * width + i] = vector[i]!;
  }
  return rows;
}
