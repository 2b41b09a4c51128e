import { expect, test } from 'vitest';
import { sureButUnsure } from '../../../../../electron/engine/measures/sureButUnsure.ts';

const judged = (...rows: readonly (readonly [string, number, number])[]) =>
  rows.map(([label, confidence, uncertainty]) => ({ label, confidence, uncertainty }));

test('takes what is high in both, and not what is highest in one', () => {
  const texts = judged(
    ['a', 0.99, 0.1],
    ['a', 0.9, 0.4],
    ['a', 0.6, 0.5],
    ['a', 0.8, 0.3],
    ['a', 0.5, 0.2],
  );
  // ranks of a fifth each: 5 and 1, 4 and 4, 2 and 5, 3 and 3, 1 and 2
  expect(sureButUnsure(texts, 1)).toEqual([1]);
  expect(sureButUnsure(texts, 2)).toEqual([1, 3]);
  expect(sureButUnsure(texts, 3)).toEqual([1, 2, 3]);
  expect(sureButUnsure(texts, 9)).toEqual([0, 1, 2, 3, 4]);
});

test('compares a text with those of its label, of which the teacher may never be as sure', () => {
  const texts = judged(['a', 0.99, 0.5], ['b', 0.51, 0.1], ['a', 0.98, 0.4], ['b', 0.52, 0.2]);
  expect(sureButUnsure(texts, 2)).toEqual([0, 3]);
});

test('equal values are equally high, and the first of equal texts are taken', () => {
  const texts = judged(['a', 1, 0.2], ['a', 1, 0.3], ['a', 1, 0.1], ['a', 1, 0.3]);
  expect(sureButUnsure(texts, 1)).toEqual([1]);
  expect(sureButUnsure(texts, 3)).toEqual([0, 1, 3]);
});
