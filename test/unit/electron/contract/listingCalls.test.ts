import { expect, it } from 'vitest';
import { combinations } from '../../../../electron/contract/combinations.ts';
import { listingCalls } from '../../../../electron/contract/listingCalls.ts';

const ASKED = [
  { name: 'subject', isOfLabel: true },
  { name: 'style', isOfLabel: false },
];

it('counts a call for each list and value, and asks for like labels only among many', () => {
  const settings = { values: 10, filter: 'on', listedBy: 'teacher' } as const;
  expect(listingCalls(ASKED, 2, {}, settings)).toEqual({
    lists: 3,
    mined: 0,
    like: 0,
    answers: 20,
    all: 23,
  });
  expect(listingCalls(ASKED, 6, {}, settings).like).toBe(0);
  expect(listingCalls(ASKED, 7, {}, settings)).toEqual({
    lists: 8,
    mined: 0,
    like: 7,
    answers: 70,
    all: 85,
  });
  expect(listingCalls(ASKED, 7, {}, { ...settings, filter: 'off' }).all).toBe(15);
});

it('counts no call for the list that documents give', () => {
  const settings = { values: 10, filter: 'on', listedBy: 'documents' } as const;
  expect(listingCalls(ASKED, 7, {}, settings)).toEqual({
    lists: 1,
    mined: 1,
    like: 0,
    answers: 0,
    all: 1,
  });
  expect(listingCalls(ASKED, 7, { subject: ['a'] }, settings).mined).toBe(0);
});

it('counts nothing for lists of people’s own', () => {
  const own = { subject: { good: ['a'], bad: ['b'] }, speaker: ['c'] };
  expect(listingCalls(ASKED, 2, own, { values: 10, filter: 'on', listedBy: 'teacher' }).all).toBe(
    1,
  );
});

it('counts combinations by label, and those that so many rows can be', () => {
  const attributes = { subject: { good: ['a', 'b', 'B'], bad: ['c'] }, style: ['d', 'e', 'f'] };
  const of = (rows: number, verbalized = 0) =>
    combinations(attributes, ['good', 'bad'], 2, { rows, verbalized });
  expect(of(100)).toEqual({ ofLabel: { good: 12, bad: 6 }, all: 18, reachable: 18 });
  // nine rows of the first label, eight of the second
  expect(of(17).reachable).toBe(9 + 6);
  // four answers of five texts
  expect(of(17, 5).reachable).toBe(4);
});
