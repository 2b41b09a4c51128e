import { expect, test } from 'vitest';
import { labelOrders } from '../../../../../electron/engine/steps/labelOrders.ts';
import { labelsInTurn, labelsToAsk } from '../../../../../electron/engine/steps/labelsInTurn.ts';

test('equal labels take turns, the first ones where it does not come out even', () => {
  expect(labelsInTurn(7, ['a', 'b', 'c'], [1, 1, 1])).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a']);
});

test('each has its share of gold at any place, and more rows begin with the same', () => {
  const labels = labelsInTurn(100, ['a', 'b', 'c'], [70, 20, 10]);
  const count = (label: string) => labels.filter((one) => one === label).length;
  expect(['a', 'b', 'c'].map(count)).toEqual([70, 20, 10]);
  expect(labelsInTurn(40, ['a', 'b', 'c'], [70, 20, 10])).toEqual(labels.slice(0, 40));
  for (let rows = 1; rows <= 100; rows++) {
    const so = labels.slice(0, rows).filter((one) => one === 'a').length;
    expect(Math.abs(so - 0.7 * rows)).toBeLessThanOrEqual(1);
  }
});

test('a label that gold lacks is not asked for', () => {
  expect(new Set(labelsInTurn(10, ['a', 'b'], [5, 0]))).toEqual(new Set(['a']));
});

test('weights are alike, or gold’s, and a label without a row is named', () => {
  const ctx = {
    task: { labels: ['a', 'b'] },
    gold: { labelCounts: { a: 3, b: 9 } },
  } as unknown as Parameters<typeof labelsToAsk>[0];
  const ask = (rows: number, labelDistribution: 'uniform' | 'gold') =>
    labelsToAsk(ctx, { rows, labelDistribution });
  expect(ask(4, 'uniform')).toEqual({ turns: ['a', 'b', 'a', 'b'], weights: [1, 1] });
  expect(ask(4, 'gold')).toEqual({ turns: ['b', 'a', 'b', 'b'], weights: [3, 9] });
  expect(() => ask(1, 'gold')).toThrow(
    'recipes: 1 rows have none for the label a. Ask for more rows, or set labelDistribution to uniform.',
  );
  expect(() => ask(1, 'uniform')).toThrow('1 rows have none for the label b. Ask for more rows.');
});

test('up to four labels, each stands at each place once', () => {
  expect(labelOrders(['a', 'b'])).toEqual([
    ['a', 'b'],
    ['b', 'a'],
  ]);
  const orders = labelOrders(['a', 'b', 'c', 'd']);
  for (const place of [0, 1, 2, 3]) {
    expect(new Set(orders.map((order) => order[place])).size).toBe(4);
  }
  expect(labelOrders([...'abcdefgh']).map(([first]) => first)).toEqual(['a', 'c', 'e', 'g']);
});
