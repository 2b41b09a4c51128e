import { expect, it } from 'vitest';
import { randomStream } from '../../../../models/randomStream.ts';
import { classTargets } from '../../../../models/student/classTargets.ts';
import { headLoss } from '../../../../models/student/headLoss.ts';
import { reverseGradient } from '../../../../models/student/influence.ts';
import { inverseHessianProduct } from '../../../../models/student/inverseHessian.ts';
import {
  fitLogisticRegression,
  type LinearClassifier,
} from '../../../../models/student/logisticRegression.ts';

interface Row {
  readonly features: Float32Array;
  readonly label: number;
}

const CLASSES = 2;
const WRONG = 6;

/** Two clouds that overlap a little; of the rows to learn from, the first of each cloud have the other's label. */
function cloud(name: string, n: number, wrong: number): Row[] {
  const random = randomStream('clouds', name);
  return Array.from({ length: n }, (_, i) => {
    const side = i % 2;
    const features = Float32Array.from(
      [side === 0 ? -1 : 1, 0.5],
      (x) => x + 0.8 * random.normal(),
    );
    return { features, label: i < wrong ? 1 - side : side };
  });
}

const train = cloud('train', 60, WRONG);
const held = cloud('held', 40, 0);

const regress = (rows: readonly Row[]) =>
  fitLogisticRegression(
    rows.map(({ features }) => features),
    rows.map(({ label }) => label),
    CLASSES,
    { tolerance: 1e-9 },
  );

/** The mean reverse cross-entropy of the held-out rows, but for a constant: minus the probability of the label. */
function heldLoss({ weights, biases }: LinearClassifier): number {
  const losses = held.map(({ features, label }) => {
    const logits = weights.map(
      (row, c) => row[0]! * features[0]! + row[1]! * features[1]! + biases[c]!,
    );
    return -1 / (1 + Math.exp(logits[1 - label]! - logits[label]!));
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

function ranks(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return values.map((value) => sorted.indexOf(value));
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const centred = (values: readonly number[]) => {
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    return values.map((x) => x - mean);
  };
  const [x, y] = [centred(a), centred(b)];
  return (
    x.reduce((sum, value, i) => sum + value * y[i]!, 0) / (Math.hypot(...x) * Math.hypot(...y))
  );
}

it('foretells by how much held-out rows are judged worse if a row is removed and the head is fitted anew', async () => {
  const whole = regress(train);
  const features = [...train, ...held].map((row) => row.features);
  const head = {
    weights: Float32Array.from(whole.weights.flatMap((row) => [...row])),
    biases: Float32Array.from(whole.biases),
  };
  const loss = headLoss(head, features);
  const batch = (rows: readonly number[]) => ({
    rows,
    targets: classTargets(
      rows.map((row) => train[row]!.label),
      CLASSES,
    ),
  });
  const all = batch([...train.keys()]);
  const gradient = await reverseGradient(loss, held, train.length);
  // the penalty of a regression with C = 1, and constants with which LiSSA finds the inverse itself
  const settings = { damp: 1e-4, scale: 2, penalty: 1 / train.length };
  const s = await inverseHessianProduct(loss, gradient, Array(1500).fill(all), settings);
  const influences: number[] = [];
  for (const row of train.keys()) {
    const { rows, targets } = batch([row]);
    influences.push(-(await loss.gradient(rows, targets, 1)).dot(s));
  }
  const changes = train.map(
    (_, row) => heldLoss(regress(train.toSpliced(row, 1))) - heldLoss(whole),
  );
  const foretold = influences.map((influence) => -influence / train.length);
  expect(correlation(ranks(foretold), ranks(changes))).toBeGreaterThan(0.97);
  expect(correlation(foretold, changes)).toBeGreaterThan(0.97);
  const largest = Math.max(...changes.map(Math.abs));
  for (const [row, change] of changes.entries()) {
    if (Math.abs(change) > largest / 20) {
      expect(Math.sign(foretold[row]!), `row ${row}`).toBe(Math.sign(change));
    }
  }
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  expect(mean(influences.slice(0, WRONG))).toBeGreaterThan(0);
  expect(mean(influences.slice(WRONG))).toBeLessThan(0);
});
