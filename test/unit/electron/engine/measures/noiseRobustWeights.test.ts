import { expect, test } from 'vitest';
import {
  hyperGradient,
  noiseRobustWeights,
  type WeighedRows,
} from '../../../../../electron/engine/measures/noiseRobustWeights.ts';
import { randomStream } from '../../../../../models/randomStream.ts';

/** Clouds around a point for each class, of which some rows have another class's label. */
function clouds(n: number, count: number, wrong: number) {
  const random = randomStream('clouds', n, count);
  const features: Float32Array[] = [];
  const classes: number[] = [];
  const isWrong: boolean[] = [];
  for (let row = 0; row < n; row++) {
    const own = row % count;
    const point = Array.from({ length: 16 }, (_, i) => random.normal() + (i === own ? 4 : 0));
    const length = Math.hypot(...point);
    features.push(Float32Array.from(point, (value) => value / length));
    isWrong.push(random.uniform() < wrong);
    classes.push(isWrong[row] ? (own + 1 + random.below(count - 1)) % count : own);
  }
  return { rows: { features, classes, count } satisfies WeighedRows, isWrong };
}

function resultOf<Value>(work: Generator<unknown, Value>): Value {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

function weightsOf(rows: WeighedRows, iterations: number): number[] {
  const found = [...noiseRobustWeights(rows, { iterations }, randomStream('weights'))];
  return [...found.findLast((weights) => weights !== undefined)!];
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, one) => sum + one, 0) / values.length;

/** The formulas as they are written, with every sum in full. */
function probabilities({ features, count }: WeighedRows, layer: readonly number[], row: number) {
  const vector = [...features[row]!, 1];
  const scores = Array.from({ length: count }, (_, c) =>
    vector.reduce((sum, value, i) => sum + value * layer[c * vector.length + i]!, 0),
  );
  const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
  return scores.map((score) => Math.exp(score) / total);
}

function lookaheadLoss(
  rows: WeighedRows,
  weights: readonly number[],
  { layer, rate, outer }: { layer: readonly number[]; rate: number; outer: readonly number[] },
): number {
  const { features, classes, count } = rows;
  const width = features[0]!.length + 1;
  const after = layer.map((value, at) => {
    const c = Math.floor(at / width);
    let gradient = 0;
    for (let one = 0; one < count; one++) {
      const own = classes.flatMap((of, row) => (of === one ? [row] : []));
      const total = own.reduce((sum, row) => sum + weights[row]!, 0);
      for (const row of own) {
        const error = probabilities(rows, layer, row)[c]! - (c === one ? 1 : 0);
        const input = [...features[row]!, 1][at % width]!;
        gradient += (own.length / classes.length) * (weights[row]! / total) * error * input;
      }
    }
    return value - rate * gradient;
  });
  return mean(
    outer.map((row) => {
      const target = Array.from({ length: count }, (_, c) => 10 * Number(c === classes[row]));
      const total = target.reduce((sum, score) => sum + Math.exp(score), 0);
      const p = probabilities(rows, after, row);
      return -p.reduce((sum, share, c) => sum + share * Math.log(Math.exp(target[c]!) / total), 0);
    }),
  );
}

test.each([2, 3])(
  'the gradient of %i classes is that of the loss after one step, by finite differences',
  (count) => {
    const { rows } = clouds(12, count, 0.3);
    const random = randomStream('layer', count);
    const layer = Array.from({ length: count * 17 }, () => random.normal());
    const weights = rows.classes.map(() => 0.1 + 0.8 * random.uniform());
    const step = { layer, rate: 0.5, outer: [1, 3, 4, 8, 11] };
    const found = resultOf(
      hyperGradient(rows, Float64Array.from(weights), { ...step, layer: Float64Array.from(layer) }),
    );
    const largest = Math.max(...found.map(Math.abs));
    expect(largest).toBeGreaterThan(1e-3);
    for (const [row, slope] of found.entries()) {
      const moved = (by: number) => weights.map((weight, i) => (i === row ? weight + by : weight));
      const between =
        lookaheadLoss(rows, moved(1e-5), step) - lookaheadLoss(rows, moved(-1e-5), step);
      expect(Math.abs(between / 2e-5 - slope) / largest).toBeLessThan(1e-5);
    }
  },
);

test.each([
  [2, 200],
  [4, 240],
])('wrong labels of %i classes get clearly smaller weights than right ones', (count, n) => {
  const { rows, isWrong } = clouds(n, count, 0.3);
  const weights = weightsOf(rows, 20);
  const of = (wrong: boolean) => weights.filter((_, row) => isWrong[row] === wrong);
  expect(of(true).length).toBeGreaterThan(n / 5);
  expect(mean(of(true))).toBeLessThan(mean(of(false)) / 3);
  for (const weight of weights) expect(weight).toSatisfy((w: number) => w > 0 && w < 1);
});

test('the same rows and stream have the same weights', () => {
  const { rows } = clouds(40, 2, 0.3);
  expect(weightsOf(rows, 3)).toEqual(weightsOf(rows, 3));
});
