import { expect, it } from 'vitest';
import { keepAwake } from '../../../../electron/main/keepAwake.ts';

it('holds one block while a run works, and none else', () => {
  const held = new Set<number>();
  let last = 0;
  const working = keepAwake({
    start(type) {
      expect(type).toBe('prevent-app-suspension');
      held.add(++last);
      return last;
    },
    stop: (id) => held.delete(id),
  });
  expect(held.size).toBe(0);
  working(true);
  working(true);
  expect(held.size).toBe(1);
  working(false);
  working(false);
  expect(held.size).toBe(0);
  working(true);
  expect(held.size).toBe(1);
});
