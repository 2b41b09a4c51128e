import { expect, it } from 'vitest';
import {
  commandsWith,
  give,
  rebound,
  reviewCommands,
} from '../../../../../renderer/screens/review/reviewCommands.ts';

const keyOf = (chosen: Parameters<typeof commandsWith>[0], id: string) =>
  commandsWith(chosen).find((command) => command.id === id)!.key;

it('gives each command a key of its own, none of them a label’s', () => {
  const keys = commandsWith({}).flatMap(({ key, alsoKeys }) => [key, ...alsoKeys]);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.filter((key) => /^\d$/.test(key))).toEqual([]);
});

it('gives a command another key, and the one that had it the old key', () => {
  const free = rebound({}, 'accept', 'x')!;
  expect(keyOf(free, 'accept')).toBe('x');
  const swapped = rebound(free, 'reject', 'x')!;
  expect([keyOf(swapped, 'reject'), keyOf(swapped, 'accept')]).toEqual(['x', 'r']);
  expect(rebound({}, 'accept', 'a')).toEqual({ accept: 'a' });
});

it.each(['1', '0', 'Shift', 'ArrowDown'])('refuses %s as the key of a command', (key) => {
  expect(rebound({}, 'accept', key)).toBeNull();
});

it('does nothing where a command does not apply', () => {
  const opened: unknown[] = [];
  const open = (dialog: unknown) => opened.push(dialog);
  give(reviewCommands.edit, { labels: ['good'], row: undefined, open });
  give(reviewCommands.palette, { labels: [], row: undefined, open });
  give(reviewCommands.help, { labels: [], row: undefined, open });
  expect(opened).toEqual(['help']);
});
