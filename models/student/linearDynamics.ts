import { randomStream } from '../randomStream.ts';
import { dataMap, type EpochJudgement, type ExampleDynamics } from './dataMap.ts';

/** Passes over the examples; Swayamdipta et al. 2020 take five or six, and a linear head needs more. */
export const LINEAR_EPOCHS = 10;
const BATCH = 16;
/** The step for features of length 1. */
const LEARNING_RATE = 1;

/**
 * Each example's training dynamics in a softmax head on frozen features, by stochastic gradient descent
 * with a judgement after each of ten epochs (Swayamdipta et al. 2020, section 2, with this head in the
 * place of their fine-tuned model).
 * @param features one vector of about length 1 for each example
 * @param classes the class of each, from 0 to count - 1
 * @param stream decides the order of the examples
 */
export function linearDynamics(
  features: readonly Float32Array[],
  classes: readonly number[],
  count: number,
  stream: readonly (string | number)[],
): ExampleDynamics[] {
  const width = features[0]?.length ?? 0;
  const weights = new Float64Array(count * (width + 1));
  const order = features.map((_, i) => i);
  const epochs: EpochJudgement[] = [];
  for (let epoch = 0; epoch < LINEAR_EPOCHS; epoch++) {
    const shuffled = randomStream(...stream, 'dynamics', epoch).shuffle(order);
    for (let at = 0; at < shuffled.length; at += BATCH) {
      step(weights, features, classes, shuffled.slice(at, at + BATCH), count);
    }
    epochs.push(judge(weights, features, classes, count));
  }
  return dataMap(epochs);
}

function step(
  weights: Float64Array,
  features: readonly Float32Array[],
  classes: readonly number[],
  batch: readonly number[],
  count: number,
): void {
  const errors = batch.map((i) =>
    probabilitiesOf(weights, features[i]!, count).map((p, c) => p - Number(c === classes[i]!)),
  );
  const width = features[0]!.length;
  for (const [at, i] of batch.entries()) {
    const row = features[i]!;
    for (let c = 0; c < count; c++) {
      const by = (LEARNING_RATE * errors[at]![c]!) / batch.length;
      const start = c * (width + 1);
      for (let axis = 0; axis < width; axis++) weights[start + axis]! -= by * row[axis]!;
      weights[start + width]! -= by;
    }
  }
}

function judge(
  weights: Float64Array,
  features: readonly Float32Array[],
  classes: readonly number[],
  count: number,
): EpochJudgement {
  const probabilities = new Float32Array(features.length);
  const right = new Float32Array(features.length);
  for (const [i, row] of features.entries()) {
    const shares = probabilitiesOf(weights, row, count);
    probabilities[i] = shares[classes[i]!]!;
    right[i] = Number(shares.indexOf(Math.max(...shares)) === classes[i]!);
  }
  return { probabilities, right };
}

function probabilitiesOf(weights: Float64Array, row: Float32Array, count: number): number[] {
  const scores = Array.from({ length: count }, (_, c) => {
    const start = c * (row.length + 1);
    let sum = weights[start + row.length]!;
    for (let axis = 0; axis < row.length; axis++) sum += weights[start + axis]! * row[axis]!;
    return sum;
  });
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
