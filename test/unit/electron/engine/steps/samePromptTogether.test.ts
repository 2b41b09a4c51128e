import { expect, it } from 'vitest';
import { samePromptTogether } from '../../../../../electron/engine/steps/generate.ts';

const items = (n: number) => Array.from({ length: n }, (_, i) => i);
const byParity = (i: number) => (i % 2 === 0 ? 'even' : 'odd');

it('asks one prompt after the other, and every item once', () => {
  const order = samePromptTogether(items(10), byParity);
  expect(order).toEqual([0, 2, 4, 6, 8, 1, 3, 5, 7, 9]);
});

it('comes to every prompt early', () => {
  const order = samePromptTogether(items(1000), byParity);
  expect(order.toSorted((a, b) => a - b)).toEqual(items(1000));
  const changes = order.filter((item, i) => i > 0 && byParity(item) !== byParity(order[i - 1]!));
  expect(changes.length).toBe(15);
  expect(order.slice(0, 128).filter((item) => byParity(item) === 'odd').length).toBe(64);
});
