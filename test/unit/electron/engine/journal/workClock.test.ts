import { expect, it } from 'vitest';
import { workClock } from '../../../../../electron/engine/journal/workClock.ts';

it('shares a second out among the steps that work in it', () => {
  let milliseconds = 0;
  const clock = workClock(() => milliseconds);
  const [one, other] = [clock.open(), clock.open()];
  one.begin();
  milliseconds += 1000;
  other.begin();
  other.begin();
  milliseconds += 2000;
  expect([one.take(), other.take()]).toEqual([2, 1]);
  one.end();
  other.end();
  milliseconds += 500;
  expect([one.take(), other.take()]).toEqual([0, 0.5]);
  other.end();
  milliseconds += 9000;
  expect([one.take(), other.take()]).toEqual([0, 0]);
});
