import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../models/randomStream.ts';
import { adamWStep, newMoments } from '../../../models/student/adamW.ts';
import { allocateWeights } from '../../../models/student/weights.ts';
import { allocateFloats, weightUpdate } from '../../../models/student/weightUpdate.ts';
import { WORD_TABLE } from '../../../models/transformer/encoderBody.ts';

const coefficients = {
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-6,
  stepSize: 2e-3,
  secondScale: 3,
  keep: 1 - 1e-4,
};

type Role = 'weight' | 'first' | 'second';

/** The three arrays that a step changes, each in a memory of its own. */
function arrays(size: number, value: (role: Role) => number): Record<Role, Float32Array> {
  const of = (role: Role) => {
    const array = allocateFloats(role, size);
    for (let i = 0; i < size; i++) array[i] = value(role);
    return array;
  };
  return { weight: of('weight'), first: of('first'), second: of('second') };
}

describe('the kernel', () => {
  const random = randomStream('kernel');

  it.each([1, 3, 4, 4095, 4096, 4097, 10_001])('computes AdamW for %i weights', (size) => {
    const scale = { weight: 1, first: 0.01, second: 0.01 };
    const own = arrays(size, (role) => {
      const value = scale[role] * random.normal();
      return role === 'second' ? Math.abs(value) : value;
    });
    const gradient = Float32Array.from({ length: size }, () => 0.1 * random.normal());
    const before = {
      weight: own.weight.slice(),
      first: own.first.slice(),
      second: own.second.slice(),
    };
    weightUpdate(own.weight, own.first, own.second).update(0, gradient, coefficients);
    const { beta1, beta2, epsilon, stepSize, secondScale, keep } = coefficients;
    for (let i = 0; i < size; i++) {
      const m = beta1 * before.first[i]! + (1 - beta1) * gradient[i]!;
      const v = beta2 * before.second[i]! + (1 - beta2) * gradient[i]! ** 2;
      const w = before.weight[i]! * keep - (stepSize * m) / (Math.sqrt(v) * secondScale + epsilon);
      expect(Math.abs(own.first[i]! - m)).toBeLessThan(1e-7);
      expect(Math.abs(own.second[i]! - v)).toBeLessThan(1e-7);
      expect(Math.abs(own.weight[i]! - w)).toBeLessThan(1e-6);
    }
  });

  it('gives an element the same bits wherever it stands, and leaves the others', () => {
    const start = { weight: 0.5, first: 0.002, second: 0.003 };
    const stepped = (at: number, count: number) => {
      const own = arrays(9010, (role) => start[role]);
      const kernel = weightUpdate(own.weight, own.first, own.second);
      kernel.update(at, new Float32Array(count).fill(-0.01), coefficients);
      const outside = [...own.weight.subarray(0, at), ...own.weight.subarray(at + count)];
      expect(new Set(outside)).toEqual(new Set([0.5]));
      return new Set(own.weight.subarray(at, at + count));
    };
    expect(stepped(0, 9001).size).toBe(1);
    for (const [at, count] of [
      [0, 1],
      [3, 2],
      [5, 7],
      [9, 9001],
    ] as const) {
      expect(stepped(at, count), `${count} from ${at}`).toEqual(stepped(0, 9001));
    }
  });

  it('decays the weights that it is told to', () => {
    const own = arrays(20, () => 1);
    weightUpdate(own.weight, own.first, own.second).decay(3, 12, 0.75);
    expect([...own.weight]).toEqual([
      1,
      1,
      1,
      ...Array<number>(9).fill(0.75),
      ...Array<number>(8).fill(1),
    ]);
    expect(new Set([...own.first, ...own.second])).toEqual(new Set([1]));
  });

  it('refuses arrays that it cannot reach', () => {
    const { weight, first, second } = arrays(4, () => 0);
    expect(() => weightUpdate(weight, new Float32Array(4), second)).toThrow(/first/);
    expect(() => weightUpdate(weight, second, first)).toThrow(RangeError);
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
