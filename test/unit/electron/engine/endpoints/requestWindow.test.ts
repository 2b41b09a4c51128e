import { expect, it } from 'vitest';
import { requestWindow } from '../../../../../electron/engine/endpoints/requestWindow.ts';

/**
 * Keeps the window full for so many answers of a server that takes `seconds(n)` for an answer while n
 * requests are in flight, and says how wide it was after each.
 */
function widths(answers: number, seconds: (inFlight: number) => number): number[] {
  let now = 0;
  const window = requestWindow(() => now);
  const open: { begun: number; ends: number; work: number }[] = [];
  const seen: number[] = [];
  while (seen.length < answers) {
    while (open.length < window.size) {
      const work = seconds(open.length + 1);
      open.push({ begun: now, ends: now + work * 1000, work });
    }
    open.sort((a, b) => a.ends - b.ends);
    const next = open.shift()!;
    now = Math.max(now, next.ends);
    window.answered(next.begun, (now - next.begun) / 1000, open.length + 1 >= window.size);
    seen.push(window.size);
  }
  return seen;
}

it('grows to its bound where an answer takes as long as ever', () => {
  const seen = widths(400, () => 1);
  expect(seen[0]).toBe(2);
  expect(Math.max(...seen)).toBe(64);
  expect(seen.at(-1)).toBe(64);
  // doubled from round to round
  expect(seen.indexOf(64)).toBeLessThan(150);
});

it('stays narrow where each request waits for those before it, and does not creep', () => {
  const seen = widths(4000, (inFlight) => inFlight);
  expect(Math.max(...seen.slice(100))).toBeLessThanOrEqual(6);
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(1);
});

it('widens until a batch takes twice as long', () => {
  // a row alone takes a second, and each further one in the batch 4% more
  const seen = widths(3000, (inFlight) => 0.96 + 0.04 * inFlight);
  const later = seen.slice(1000);
  expect(Math.min(...later)).toBeGreaterThan(14);
  expect(Math.max(...later)).toBeLessThan(40);
});

it('halves when it is refused, once for all that were sent together', () => {
  let now = 0;
  const window = requestWindow(() => now);
  for (let i = 0; i < 200; i++) window.answered(++now, 1, true);
  const before = window.size;
  expect(before).toBeGreaterThan(30);
  const begun = ++now;
  now++;
  for (let i = 0; i < 10; i++) window.refused(begun);
  expect(window.size).toBe(Math.floor(before / 2));
  for (let i = 0; i < 20; i++) window.refused(++now);
  expect(window.size).toBe(1);
});

it('forgets a speed that a server has no more', () => {
  let now = 0;
  const window = requestWindow(() => now);
  for (let i = 0; i < 100; i++) window.answered(++now, 1, true);
  for (let i = 0; i < 400; i++) window.answered(++now, 5, true);
  expect(window.size).toBeGreaterThan(1);
});
