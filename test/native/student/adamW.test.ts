import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../models/randomStream.ts';
import { adamWStep, newMoments } from '../../../models/student/adamW.ts';
import { updateWeights } from '../../../models/student/updateWeights.ts';
import { allocateWeights } from '../../../models/student/weights.ts';
import { WORD_TABLE } from '../../../models/transformer/encoderBody.ts';

const coefficients = {
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-6,
  stepSize: 2e-3,
  secondScale: 3,
  keep: 1 - 1e-4,
};

describe('the kernel', () => {
  const random = randomStream('kernel');
  const draw = (size: number, scale: number) =>
    Float32Array.from({ length: size }, () => scale * random.normal());

  it.each([1, 3, 4, 4095, 4096, 4097, 10_001])('computes AdamW for %i weights', (size) => {
    const weight = draw(size, 1);
    const gradient = draw(size, 0.1);
    const first = draw(size, 0.01);
    const second = draw(size, 0.01).map(Math.abs);
    const before = { weight: weight.slice(), first: first.slice(), second: second.slice() };
    updateWeights(weight, gradient, first, second, coefficients);
    const { beta1, beta2, epsilon, stepSize, secondScale, keep } = coefficients;
    for (let i = 0; i < size; i++) {
      const m = beta1 * before.first[i]! + (1 - beta1) * gradient[i]!;
      const v = beta2 * before.second[i]! + (1 - beta2) * gradient[i]! ** 2;
      const w = before.weight[i]! * keep - (stepSize * m) / (Math.sqrt(v) * secondScale + epsilon);
      expect(Math.abs(first[i]! - m)).toBeLessThan(1e-7);
      expect(Math.abs(second[i]! - v)).toBeLessThan(1e-7);
      expect(Math.abs(weight[i]! - w)).toBeLessThan(1e-6);
    }
  });

  it('gives an element the same bits wherever it stands', () => {
    const one = [0.5, -0.01, 0.002, 0.003];
    const of = (size: number) => {
      const arrays = one.map((value) => new Float32Array(size).fill(value));
      const [weight, gradient, first, second] = arrays as [
        Float32Array,
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      updateWeights(weight, gradient, first, second, coefficients);
      return new Set(weight);
    };
    expect(of(9001).size).toBe(1);
    expect(of(9001)).toEqual(of(1));
  });
});

describe('the word table', () => {
  const shapes = new Map([
    ['dense', [3]],
    [WORD_TABLE, [4, 2]],
  ]);
  const settings = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-6, weightDecay: 0.1 };
  const step = (ids: number[], rows: number[], step: number, state: ReturnType<typeof fresh>) =>
    adamWStep(
      state.weights,
      state.moments,
      {
        dense: new Map([['dense', new Float32Array(3)]]),
        wordRows: Float32Array.from(rows),
        ids: Int32Array.from(ids),
      },
      settings,
      step,
    );
  const fresh = () => {
    const weights = allocateWeights(shapes);
    weights.all.fill(1);
    return { weights, moments: newMoments(weights) };
  };
  const table = ({ weights }: ReturnType<typeof fresh>) => weights.views.get(WORD_TABLE)!.data;

  it('adds up the gradients of a word that occurs twice', () => {
    const twice = fresh();
    step([2, 0, 2], [1, 2, 9, 9, 3, 4], 1, twice);
    const once = fresh();
    step([2, 0], [4, 6, 9, 9], 1, once);
    expect([...table(twice)]).toEqual([...table(once)]);
  });

  it('decays the words without a gradient and moves those that have had one', () => {
    const state = fresh();
    step([1], [1, -1], 1, state);
    expect(table(state)[0]).toBeCloseTo(0.99, 6);
    expect(table(state)[2]).toBeCloseTo(0.89, 5);
    expect(table(state)[3]).toBeCloseTo(1.09, 5);
    const before = table(state)[2]!;
    step([0], [1, 1], 2, state);
    // word 1 has no gradient now and still moves by its moments
    expect(table(state)[2]).toBeLessThan(before * 0.99 - 0.01);
    expect(table(state)[6]).toBeCloseTo(0.99 * 0.99, 6);
  });
});
