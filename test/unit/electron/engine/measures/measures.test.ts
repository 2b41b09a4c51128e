import { describe, expect, test } from 'vitest';
import { meanScore, score, wilsonInterval } from '../../../../../electron/engine/measures/score.ts';
import { likeliest } from '../../../../../models/student/classTargets.ts';
import {
  chooseStrength,
  classify,
  fitLogisticRegression,
  logLikelihood,
} from '../../../../../models/student/logisticRegression.ts';

describe('scores', () => {
  // the roots of (p - q)^2 = z^2 q (1 - q) / n, by numpy:
  //   p = k / n; np.roots([1 + z*z/n, -(2*p + z*z/n), p*p])      # z = 1.959963984540054
  test.each([
    [72, 100, 0.6251197129007884, 0.7986031478881379],
    [0, 10, 0, 0.2775327998628892],
    [10, 10, 0.7224672001371111, 1],
    [1, 3, 0.061491944720396256, 0.7923403991979521],
    [1520, 2132, 0.6933732372161361, 0.7317519499788689],
  ])('Wilson interval of %i right in %i', (right, n, low, high) => {
    const [from, to] = wilsonInterval(right, n);
    expect(from).toBeCloseTo(low, 12);
    expect(to).toBeCloseTo(high, 12);
    expect(from).toBeGreaterThanOrEqual(0);
    expect(to).toBeLessThanOrEqual(1);
  });

  // f1_score(actual, predicted, average='macro', labels=[...], zero_division=0) of scikit-learn 1.9.1
  test.each([
    ['aaabbcccca', 'ababccca'.concat('ca'), 'abc', 0.7, 0.6666666666666666],
    ['aaabbcccca', 'ababccca'.concat('ca'), 'abcd', 0.7, 0.5],
    ['aab', 'aaa', 'ab', 2 / 3, 0.4],
    ['ab', 'ba', 'ab', 0, 0],
    ['abc', 'abc', 'abc', 1, 1],
  ])('%s predicted as %s over %s', (actual, predicted, labels, accuracy, f1) => {
    const result = score([...predicted], [...actual], [...labels]);
    expect(result.n).toBe(actual.length);
    expect(result.accuracy).toBeCloseTo(accuracy, 12);
    expect(result.f1).toBeCloseTo(f1, 12);
    expect(result.ci95).toEqual(
      wilsonInterval(Math.round(accuracy * actual.length), actual.length),
    );
  });

  test('several seeds: means, and the deviation of a sample', () => {
    const of = (right: number) => ({
      ...score(['a'], ['a'], ['a']),
      n: 100,
      accuracy: right / 100,
    });
    const mean = meanScore([of(70), of(74), of(75)]);
    // statistics.mean and statistics.stdev of Python
    expect(mean.accuracy).toBeCloseTo(0.73, 12);
    expect(mean.deviation).toBeCloseTo(0.02645751311064593, 12);
    expect(mean.each).toEqual([of(70), of(74), of(75)]);
    expect(mean.ci95[0]).toBeCloseTo(wilsonInterval(73, 100)[0], 12);
    expect(meanScore([of(70)])).toEqual(of(70));
    expect(() => meanScore([])).toThrow(RangeError);
  });
});

// m = LogisticRegression(C=1, tol=1e-8, max_iter=10000).fit(X, y)            # scikit-learn 1.9.1
// print(m.coef_.tolist(), m.intercept_.tolist(), m.predict(X).tolist())
describe('logistic regression against scikit-learn', () => {
  test('three classes', () => {
    const rows = [
      [2.0, 0.1, 0.0],
      [1.7, -0.3, 0.4],
      [2.4, 0.5, -0.2],
      [0.2, 1.9, 0.3],
      [-0.1, 2.2, -0.5],
      [0.6, 1.4, 0.1],
      [0.3, 0.2, 2.1],
      [-0.4, 0.5, 1.6],
      [0.1, -0.6, 2.5],
      [1.1, 1.0, 0.2],
      [0.9, 0.1, 1.2],
      [0.0, 1.3, 1.4],
    ];
    const model = fitLogisticRegression(rows, [0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 2, 1], 3);
    const coefficients = [
      [0.9105914977468833, -0.3294868962629749, -0.5853828132004195],
      [-0.5229114602773922, 0.9873775528778034, -0.2442979126306082],
      [-0.38768003746949126, -0.6578906566148287, 0.8296807258310278],
    ];
    const intercepts = [0.005306061119594398, -0.09863765906499074, 0.09333159794539564];
    expectNear(
      model.weights.map((weights) => [...weights]),
      coefficients,
    );
    expectNear([[...model.biases]], [intercepts]);
    const others = [
      [1.0, 0.9, 0.1],
      [0.2, 1.1, 1.3],
      [0.8, 0.2, 1.1],
    ];
    expect(rows.map((row) => classify(model, row))).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 2, 1]);
    expect(others.map((row) => classify(model, row))).toEqual([0, 1, 2]);
  });

  test('two classes: the difference of the rows is the one row of scikit-learn', () => {
    const rows = [
      [0.5, 1.2],
      [1.5, 0.3],
      [2.1, 1.9],
      [-0.4, 0.8],
      [-1.2, -0.7],
      [0.1, -1.5],
      [1.1, -0.2],
      [-0.9, 0.4],
    ];
    const classes = [1, 1, 1, 0, 0, 0, 1, 0];
    const { weights, biases } = fitLogisticRegression(rows, classes, 2);
    const [zero, one] = weights;
    expectNear(
      [[...one!].map((value, i) => value - zero![i]!)],
      [[1.259340354783909, 0.5171713783548155]],
    );
    expect(biases[1]! - biases[0]!).toBeCloseTo(-0.5185220548403832, 3);
    expect(rows.map((row) => classify({ weights, biases }, row))).toEqual(classes);
  });

  test('a row of several shares is as many rows, each with its share as its weight', () => {
    const rows = [
      [0.5, 1.2],
      [1.5, 0.3],
      [2.1, 1.9],
      [-0.4, 0.6],
      [0.2, -1.1],
      [1.0, 0.8],
    ];
    const targets = [1, [0.2, 0.7, 0.1], 2, 0, [0.55, 0, 0.45], [0.3, 0.3, 0.4]];
    const split = targets.flatMap((target, row) =>
      typeof target === 'number'
        ? [{ row, label: target, weight: 2 }]
        : target.map((share, label) => ({ row, label, weight: 2 * share })),
    );
    const soft = fitLogisticRegression(rows, targets, 3, { rowWeights: targets.map(() => 2) });
    const hard = fitLogisticRegression(
      split.map(({ row }) => rows[row]!),
      split.map(({ label }) => label),
      3,
      { rowWeights: split.map(({ weight }) => weight) },
    );
    expectNear(
      [...soft.weights, soft.biases].map((all) => [...all]),
      [...hard.weights, hard.biases].map((all) => [...all]),
    );
    // a share of 1 is the label, to the last bit
    const sure = targets.map((target) => [0, 1, 2].map((c) => (likeliest(target) === c ? 1 : 0)));
    expect(fitLogisticRegression(rows, sure, 3)).toEqual(
      fitLogisticRegression(rows, targets.map(likeliest), 3),
    );
    const stream = ['soft'];
    expect(chooseStrength(rows, sure, 3, stream)).toBe(
      chooseStrength(rows, targets.map(likeliest), 3, stream),
    );
    const mean = [0.2, 0.7, 0.1].map((p, c) => p * logLikelihood(soft, rows[1]!, c));
    expect(logLikelihood(soft, rows[1]!, [0.2, 0.7, 0.1])).toBeCloseTo(
      mean.reduce((sum, one) => sum + one, 0),
      12,
    );
  });

  test('Float32Array rows and equal scores', () => {
    const model = fitLogisticRegression([new Float32Array([1]), new Float32Array([-1])], [0, 1], 2);
    expect(classify(model, [2])).toBe(0);
    expect(classify(model, [-2])).toBe(1);
    expect(classify(model, [0])).toBe(0);
  });
});

function expectNear(found: readonly number[][], expected: readonly number[][]): void {
  const errors = found.flatMap((row, r) =>
    row.map((value, i) => Math.abs(value - expected[r]![i]!)),
  );
  expect(Math.max(...errors)).toBeLessThan(1e-3);
}
