import { expect, it } from 'vitest';
import { distinctN } from '../../../electron/engine/measures/distinctN.ts';

it('divides the different n-grams by all n-grams, none of them across two texts', () => {
  const figures = distinctN([
    ['the', 'film', 'the', 'film'],
    ['the', 'film', '!'],
  ]);
  // 7 tokens, 3 of them different; 5 pairs, 3 different; 3 triples, all different
  expect(figures).toEqual([{ value: 3 / 7 }, { value: 3 / 5 }, { value: 1 }]);
});

it('equals a count by sets of joined strings', () => {
  const words = ['a', 'b', 'ab', 'ba', 'c', '日', '本'];
  const texts = Array.from({ length: 60 }, (_, i) =>
    Array.from({ length: i % 11 }, (_, j) => words[(i * i + 3 * j + i * j) % words.length]!),
  );
  for (const [i, figure] of distinctN(texts).entries()) {
    const grams = texts.flatMap((text) =>
      text.slice(i).map((_, at) => JSON.stringify(text.slice(at, at + i + 1))),
    );
    expect(figure).toEqual({ value: new Set(grams).size / grams.length });
  }
});

it('is not defined without an n-gram', () => {
  expect(distinctN([])).toEqual([
    { undefinedBecause: 'there is no token' },
    { undefinedBecause: 'no text has 2 tokens' },
    { undefinedBecause: 'no text has 3 tokens' },
  ]);
});
