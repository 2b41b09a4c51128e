import { expect, it } from 'vitest';
import { pairIds } from '../../../electron/engine/measures/pairIds.ts';

it('numbers pairs as a map of strings does, while its table grows', () => {
  const pairs = pairIds();
  const known = new Map<string, number>();
  let wrong = 0;
  for (let i = 0; i < 50_000; i++) {
    // negative numbers, order and repetition all occur
    const [first, second] = [((i * 7919) % 211) - 100, (i * i) % 307];
    const key = `${first} ${second}`;
    if (pairs.find(first, second) !== known.get(key)) wrong++;
    if (!known.has(key)) known.set(key, known.size);
    if (pairs.idOf(first, second) !== known.get(key)) wrong++;
  }
  expect(wrong).toBe(0);
  expect(pairs.size).toBe(known.size);
  expect(pairs.size).toBeGreaterThan(10_000);
});
