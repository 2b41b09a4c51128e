import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../../models/randomStream.ts';
import { atTemperature, fitTemperature } from '../../../../models/student/temperature.ts';

/** Texts whose labels are drawn from the softmax of logits that are then exaggerated `factor` times. */
function exaggerated(factor: number) {
  const random = randomStream('temperature', factor);
  const honest = Array.from({ length: 4000 }, () => [0, 1, 2].map(() => 2 * random.normal()));
  const labels = honest.map((row) => {
    const [a, b] = atTemperature(row);
    const u = random.uniform();
    return u < a! ? 0 : u < a! + b! ? 1 : 2;
  });
  return { logits: honest.map((row) => row.map((logit) => factor * logit)), labels };
}

describe('the temperature', () => {
  it.each([0.5, 1, 3])('undoes an exaggeration by %d', (factor) => {
    const { logits, labels } = exaggerated(factor);
    const { temperature, before, after } = fitTemperature(logits, labels);
    expect(Math.abs(temperature / factor - 1)).toBeLessThan(0.06);
    expect(after).toBeLessThanOrEqual(before);
    const likelihood = (t: number) =>
      logits.reduce((sum, row, i) => sum - Math.log(atTemperature(row, t)[labels[i]!]!), 0) / 4000;
    expect(likelihood(temperature)).toBeCloseTo(after, 12);
    expect(likelihood(temperature * 1.02)).toBeGreaterThan(after);
    expect(likelihood(temperature * 0.98)).toBeGreaterThan(after);
  });

  it('stays within bounds where every label is right, however large the logits', () => {
    const { temperature, after } = fitTemperature([[900, -900]], [0]);
    expect(temperature).toBeGreaterThanOrEqual(0.05);
    expect(after).toBe(0);
    const wrong = fitTemperature([[900, -900]], [1]);
    expect(Number.isFinite(wrong.temperature)).toBe(true);
    expect(wrong.temperature).toBeCloseTo(20, 1);
  });

  it('never changes which label is likeliest', () => {
    for (const t of [0.05, 1, 20]) {
      const shares = atTemperature([0.1, 2, -1], t);
      expect(shares.indexOf(Math.max(...shares))).toBe(1);
      expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    }
  });

  it('needs held-out texts', () => {
    expect(() => fitTemperature([], [])).toThrow('held-out');
  });
});
