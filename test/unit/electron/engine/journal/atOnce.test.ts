import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { atOnce } from '../../../../../electron/engine/journal/atOnce.ts';

it('does some at once, and answers in the order that was asked', async () => {
  let working = 0;
  let most = 0;
  const answers = await atOnce([3, 1, 2], 2, async (rounds) => {
    working++;
    most = Math.max(most, working);
    for (let i = 0; i < rounds; i++) await setImmediate();
    working--;
    return rounds * 10;
  });
  expect(answers).toEqual([30, 10, 20]);
  expect(most).toBe(2);
});

it('awaits what is at work when one fails, and begins no other', async () => {
  const ended: string[] = [];
  const all = atOnce(['fails', 'works', 'waits'], 2, async (name) => {
    await setImmediate();
    if (name === 'fails') throw new Error('the first');
    await setImmediate();
    ended.push(name);
  });
  await expect(all).rejects.toThrow('the first');
  expect(ended).toEqual(['works']);
});
