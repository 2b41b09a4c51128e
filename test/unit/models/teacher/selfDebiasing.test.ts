import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../../models/randomStream.ts';
import { drawToken, selfDebiased } from '../../../../models/teacher/selfDebiasing.ts';

const probabilities = (...values: number[]) => new Map(values.map((p, token) => [token, p]));

describe('self-debiasing', () => {
  it('leaves what no other prompt would rather go on with as it is', () => {
    const own = probabilities(0.5, 0.3, 0.2);
    expect(selfDebiased(own, [probabilities(0.5, 0.1, 0.1)], 200)).toEqual(own);
    expect(selfDebiased(own, [], 200)).toEqual(own);
  });

  it('takes of the rest exp(-decay difference), a hundredth at least, by the likeliest of the others', () => {
    const own = probabilities(0.2, 0.2, 0.2);
    const found = selfDebiased(
      own,
      [probabilities(0.21, 0.1, 0.9), probabilities(0.2, 0.23, 0.1)],
      50,
    );
    expect(found.get(0)).toBeCloseTo(0.2 * Math.exp(-50 * 0.01), 12);
    expect(found.get(1)).toBeCloseTo(0.2 * Math.exp(-50 * 0.03), 12);
    expect(found.get(2)).toBeCloseTo(0.2 * 0.01, 12);
  });
});

describe('drawing a token', () => {
  const draws = (weights: ReadonlyMap<number, number>, temperature: number, topP: number) => {
    const random = randomStream('draws');
    const counts = [0, 0, 0];
    for (let i = 0; i < 20_000; i++) {
      const token = drawToken(weights, { temperature, topP }, random);
      counts[token] = counts[token]! + 1 / 20_000;
    }
    return counts;
  };

  it('follows the weights, whatever their sum', () => {
    const [a, b, c] = draws(probabilities(6, 3, 1), 1, 1);
    expect(a).toBeCloseTo(0.6, 1);
    expect(b).toBeCloseTo(0.3, 1);
    expect(c).toBeCloseTo(0.1, 1);
  });

  it('keeps the fewest likeliest tokens that have the nucleus together', () => {
    const [a, b, c] = draws(probabilities(0.1, 0.6, 0.3), 1, 0.85);
    expect(a).toBe(0);
    expect(b).toBeCloseTo(2 / 3, 1);
    expect(c).toBeCloseTo(1 / 3, 1);
  });

  it('finds the nucleus also where it has many tokens, none of them likely', () => {
    const tail = Array.from({ length: 2000 }, () => 5e-4);
    const random = randomStream('flat');
    const drawn = Array.from({ length: 4000 }, () =>
      drawToken(probabilities(1, ...tail), { temperature: 1, topP: 0.75 }, random),
    );
    // 1 of 1.5 and a thousand tokens of the tail
    expect(drawn.filter((token) => token === 0).length / 4000).toBeCloseTo(2 / 3, 1);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(1000);
  });

  it('a low temperature leaves the likeliest', () => {
    expect(draws(probabilities(0.3, 0.4, 0.3), 0.01, 1)[1]).toBeCloseTo(1, 6);
  });
});
