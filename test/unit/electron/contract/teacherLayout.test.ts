import { expect, it } from 'vitest';
import {
  isRepeatable,
  layoutName,
  layoutNamed,
  layoutWords,
} from '../../../../electron/contract/teacherLayout.ts';

it('a layout has a name, and a name a layout', () => {
  const layout = { hosts: 2, sequences: 8, threads: 1 };
  expect(layoutName(layout)).toBe('2x8x1');
  expect(layoutNamed('2x8x1')).toEqual(layout);
});

it.each(['', '2x8', '0x1x1', '2x8x1x1', '1x1x1000', '1x-1x1', 'axbxc', '1.5x1x1'])(
  '%j is no layout',
  (name) => {
    expect(layoutNamed(name)).toBeUndefined();
  },
);

it('is said in words', () => {
  expect(layoutWords({ hosts: 1, sequences: 1, threads: 1 })).toBe(
    '1 process of 1 thread, each writing one text at once',
  );
  expect(layoutWords({ hosts: 2, sequences: 8, threads: 4 })).toBe(
    '2 processes of 4 threads, each writing 8 texts at once',
  );
});

it('is repeatable with one text and one thread a process, on the processor', () => {
  const one = { hosts: 2, sequences: 1, threads: 1 };
  expect(isRepeatable(one, false)).toBe(true);
  expect(isRepeatable(one, true)).toBe(false);
  expect(isRepeatable({ ...one, sequences: 2 }, false)).toBe(false);
  expect(isRepeatable({ ...one, threads: 2 }, false)).toBe(false);
});
