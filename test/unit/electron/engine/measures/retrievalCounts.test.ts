import { expect, test } from 'vitest';
import { retrievalCounts } from '../../../../../electron/engine/measures/retrievalCounts.ts';

test('counts by how many queries each passage is found', () => {
  const alone = Array.from({ length: 6 }, (_, query) => [0, 100 + query]);
  expect(retrievalCounts([...alone, [1], [1]])).toEqual({
    queries: 8,
    places: 14,
    passages: 8,
    byQueries: { one: 6, twoToFive: 1, more: 1 },
    most: 6,
  });
});

test('looks at the first fifty of a list, and at none of no query', () => {
  const list = Array.from({ length: 80 }, (_, i) => i);
  expect(retrievalCounts([list])).toMatchObject({ places: 50, passages: 50, most: 1 });
  expect(retrievalCounts([])).toMatchObject({ queries: 0, passages: 0, most: 0 });
});
