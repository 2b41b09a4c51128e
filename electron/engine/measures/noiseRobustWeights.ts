import type { RandomStream } from '../../../models/randomStream.ts';

/** Rows that a softmax layer learns from. */
export interface WeighedRows {
  /** A vector of each row, all of the same length. */
  readonly features: readonly Float32Array[];
  /** The class of each row, from 0 to count - 1. */
  readonly classes: readonly number[];
  readonly count: number;
}

/**
 * How the layer learns: Adam's step, and the rows in one (SunGen's repository, run_reweight.py; its README has 0.001).
 * With the larger step the layer learns wrong labels, and the weights follow it.
 */
const RATE = 1e-4;
const BATCH = 32;
/** Adam's step for the weights (SunGen's repository, README). */
const OUTER_RATE = 0.25;
/** The most rows that the outer loss is measured on (SunGen's repository, README). */
const OUTER_ROWS = 50_000;
/** The share of these with the largest weights, which alone count (SunGen's repository, run_reweight.py). */
const TRUSTED = 0.9;
/** The score of a row's class in the target of the outer loss; that of any other is 0 (in the same place). */
const TARGET = 10;

/** Rows between two pauses: a few milliseconds of work. */
const SLICE = 256;

/**
 * How far each row's label is to be believed, by SunGen (Gao et al. 2023): the weights with
 * which a classifier learns best from the rows, measured by a loss that wrong labels mislead little.
 *
 * In each iteration a softmax layer is trained from zeros on the weighted rows by Adam. The weights then go down
 * the gradient of the outer loss (`hyperGradient`). A row's weight is sigmoid(u), with u = 0 at first. Rows are
 * weighed against those of the same class: the loss is bounded, and is also small if all rows have one class.
 * @returns after each iteration the weights, from 0 to 1; now and then nothing, so that the caller can do
 *   something else in between
 */
export function* noiseRobustWeights(
  rows: WeighedRows,
  { iterations }: { readonly iterations: number },
  random: RandomStream,
): Generator<Float64Array | undefined, void> {
  const n = rows.features.length;
  const outer = random.sample([...rows.features.keys()], OUTER_ROWS);
  const logits = new Float64Array(n);
  // by the slopes of all rows, so that a row which hardly matters hardly moves
  const descend = adam(n, OUTER_RATE, { ofAll: true });
  for (let iteration = 0; iteration < iterations; iteration++) {
    const weights = logits.map(sigmoid);
    const layer = yield* trainedLayer(rows, weights, random);
    const trusted = outer
      .toSorted((a, b) => weights[b]! - weights[a]!)
      .slice(0, Math.ceil(outer.length * TRUSTED));
    const gradient = yield* hyperGradient(rows, weights, { layer, rate: RATE, outer: trusted });
    // times the number of rows, beside which Adam's epsilon is small
    const slopes = gradient.map((slope, row) => n * slope * weights[row]! * (1 - weights[row]!));
    descend(logits, slopes);
    yield logits.map(sigmoid);
  }
}

/** One step of plain gradient descent, and what it is measured on. */
interface Lookahead {
  /** The weights and the bias of each class, class by class, at which the step begins. */
  readonly layer: Float64Array;
  readonly rate: number;
  /** The rows of the outer loss. */
  readonly outer: readonly number[];
}

/**
 * The derivative of the outer loss in each row's weight, if the layer takes one step of plain gradient descent
 * on the cross-entropy: the weighted mean of each class, and of these the mean by their numbers of rows.
 *
 * The outer loss is the reversed cross-entropy -sum p log q, on average over its rows, where p are the layer's
 * probabilities and q is the softmax of 10 for the row's class and 0 for any other. It is bounded, so that a wrong
 * label costs no more than a few right ones.
 */
export function* hyperGradient(
  rows: WeighedRows,
  weights: Float64Array,
  { layer, rate, outer }: Lookahead,
): Generator<undefined, Float64Array> {
  const { features, classes, count } = rows;
  const n = features.length;
  const scales = classScales(rows, weights);
  const errors = new Float64Array(n * count);
  const step = new Float64Array(layer.length);
  const scores = new Float64Array(count);
  for (let row = 0; row < n; row++) {
    errorsAt(rows, row, layer, scores);
    errors.set(scores, row * count);
    addOuter(step, scores, features[row]!, weights[row]! * scales[classes[row]!]!);
    if (row % SLICE === 0) yield;
  }
  const after = layer.map((value, i) => value - rate * step[i]!);
  const slope = yield* outerGradient(rows, after, outer);
  const along = new Float64Array(n);
  const ofClass = new Float64Array(count);
  const sizes = new Float64Array(count);
  for (let row = 0; row < n; row++) {
    scoresAt(rows, row, slope, scores);
    for (let c = 0; c < count; c++) along[row]! += errors[row * count + c]! * scores[c]!;
    ofClass[classes[row]!]! += weights[row]! * along[row]!;
    sizes[classes[row]!]! += weights[row]!;
    if (row % SLICE === 0) yield;
  }
  return along.map((own, row) => {
    const c = classes[row]!;
    return -rate * scales[c]! * (own - ofClass[c]! / sizes[c]!);
  });
}

/** What makes the weights of each class sum to its share of the rows. */
function classScales({ classes, count }: WeighedRows, weights: Float64Array): Float64Array {
  const numbers = new Float64Array(count);
  const totals = new Float64Array(count);
  for (const [row, c] of classes.entries()) {
    numbers[c]!++;
    totals[c]! += weights[row]!;
  }
  return totals.map((total, c) => numbers[c]! / (total * classes.length));
}

/** The gradient of the outer loss in the layer, of which only -10 p of the row's class is not constant. */
function* outerGradient(
  rows: WeighedRows,
  layer: Float64Array,
  outer: readonly number[],
): Generator<undefined, Float64Array> {
  const gradient = new Float64Array(layer.length);
  const scores = new Float64Array(rows.count);
  for (const [at, row] of outer.entries()) {
    errorsAt(rows, row, layer, scores);
    const probability = 1 + scores[rows.classes[row]!]!;
    const scale = (TARGET * probability) / outer.length;
    addOuter(gradient, scores, rows.features[row]!, scale);
    if (at % SLICE === 0) yield;
  }
  return gradient;
}

/** A softmax layer after one epoch on the weighted rows: with more it would learn few rows' wrong labels too. */
function* trainedLayer(
  rows: WeighedRows,
  weights: Float64Array,
  random: RandomStream,
): Generator<undefined, Float64Array> {
  const scales = classScales(rows, weights).map((scale) => scale * rows.features.length);
  const layer = new Float64Array(rows.count * (rows.features[0]!.length + 1));
  const descend = adam(layer.length, RATE, { ofAll: false });
  const scores = new Float64Array(rows.count);
  const shuffled = random.shuffle([...rows.features.keys()]);
  for (let at = 0; at < shuffled.length; at += BATCH) {
    const batch = shuffled.slice(at, at + BATCH);
    const gradient = new Float64Array(layer.length);
    for (const row of batch) {
      errorsAt(rows, row, layer, scores);
      const weight = weights[row]! * scales[rows.classes[row]!]!;
      addOuter(gradient, scores, rows.features[row]!, weight / batch.length);
    }
    descend(layer, gradient);
    yield;
  }
  return layer;
}

/**
 * Adam (Kingma and Ba 2015, algorithm 1) with its own constants: moves values down a gradient.
 * @param ofAll whether a step is measured by the mean square of all slopes, and not by each value's own
 */
function adam(size: number, rate: number, { ofAll }: { readonly ofAll: boolean }) {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  let step = 0;
  return (values: Float64Array, gradient: Float64Array): void => {
    step++;
    const square = gradient.reduce((sum, slope) => sum + slope ** 2, 0) / size;
    const [unbias1, unbias2] = [1 - beta1 ** step, 1 - beta2 ** step];
    for (let i = 0; i < size; i++) {
      first[i] = beta1 * first[i]! + (1 - beta1) * gradient[i]!;
      const own = ofAll ? square : gradient[i]! ** 2;
      second[i] = beta2 * second[i]! + (1 - beta2) * own;
      values[i]! -= (rate * (first[i]! / unbias1)) / (Math.sqrt(second[i]! / unbias2) + epsilon);
    }
  };
}

/** A layer's score of each class for a row. */
function scoresAt(
  { features, count }: WeighedRows,
  row: number,
  layer: Float64Array,
  scores: Float64Array,
): void {
  const vector = features[row]!;
  const width = vector.length;
  for (let c = 0; c < count; c++) {
    const start = c * (width + 1);
    let sum = layer[start + width]!;
    for (let i = 0; i < width; i++) sum += layer[start + i]! * vector[i]!;
    scores[c] = sum;
  }
}

/** The probability of each class for a row, less 1 for its own. */
function errorsAt(rows: WeighedRows, row: number, layer: Float64Array, scores: Float64Array): void {
  scoresAt(rows, row, layer, scores);
  const highest = Math.max(...scores);
  let total = 0;
  for (let c = 0; c < scores.length; c++) {
    scores[c] = Math.exp(scores[c]! - highest);
    total += scores[c]!;
  }
  for (let c = 0; c < scores.length; c++) scores[c]! /= total;
  scores[rows.classes[row]!]! -= 1;
}

/** Adds the outer product of the classes' errors with a row's vector and 1. */
function addOuter(
  to: Float64Array,
  errors: Float64Array,
  vector: Float32Array,
  scale: number,
): void {
  const width = vector.length;
  for (let c = 0; c < errors.length; c++) {
    const start = c * (width + 1);
    const by = scale * errors[c]!;
    for (let i = 0; i < width; i++) to[start + i]! += by * vector[i]!;
    to[start + width]! += by;
  }
}

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
