import { expect, it } from 'vitest';
import { bootstrapMean } from '../../../electron/engine/measures/bootstrapMean.ts';
import { mean } from '../../../electron/engine/measures/mean.ts';
import { randomStream } from '../../../models/randomStream.ts';

const normal = (n: number, centre: number) => {
  const random = randomStream('values', n);
  return Array.from({ length: n }, () => centre + random.normal());
};
const intervalOf = (values: readonly number[]) => {
  const figure = bootstrapMean(values);
  if (!('ci95' in figure) || !figure.ci95) throw new Error('there is no interval');
  return figure.ci95;
};

it.each([50, 2000, 2001, 5000])('is as wide as theory has it, of %i values', (n) => {
  const [low, high] = intervalOf(normal(n, -4));
  const width = (2 * 1.96) / Math.sqrt(n);
  expect((high - low) / width).toBeGreaterThan(0.8);
  expect((high - low) / width).toBeLessThan(1.2);
  const middle = mean(normal(n, -4));
  expect(low).toBeLessThan(middle);
  expect(high).toBeGreaterThan(middle);
});

it('is the same whenever it is made', () => {
  expect(bootstrapMean(normal(100, 1))).toEqual(bootstrapMean(normal(100, 1)));
});

it('has no interval of few values, or of equal ones', () => {
  expect(bootstrapMean(normal(49, 0))).not.toHaveProperty('ci95');
  expect(bootstrapMean(Array(80).fill(3))).toEqual({ value: 3 });
});
