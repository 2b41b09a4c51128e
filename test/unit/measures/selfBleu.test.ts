import { readFileSync } from 'node:fs';
import { expect, it, test } from 'vitest';
import {
  fixedSample,
  selfBleu,
  selfBleuFigures,
} from '../../../electron/engine/measures/selfBleu.ts';

interface Reference {
  readonly cases: readonly {
    readonly name: string;
    readonly documents: readonly (readonly string[])[];
    readonly selfBleu: readonly number[];
  }[];
}

const file = new URL('../../fixtures/measures/selfBleuReference.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as Reference;

test.each(cases)(
  "equals NLTK's mean of sentence_bleu: $name",
  ({ documents, selfBleu: theirs }) => {
    const ours = selfBleu(documents);
    expect(ours).toHaveLength(5);
    for (const [i, value] of ours.entries())
      expect(Math.abs(value - theirs[i]!)).toBeLessThan(1e-9);
  },
);

it('is not defined for a single text, for empty texts, or for n-grams that no text has', () => {
  expect(selfBleuFigures([['one']])).toEqual(
    Array.from({ length: 5 }, () => ({
      undefinedBecause: 'self-BLEU compares at least two texts',
    })),
  );
  expect(selfBleuFigures([[], []])[0]).toEqual({ undefinedBecause: 'all texts are empty' });
  const figures = selfBleuFigures([
    ['a', 'b'],
    ['a', 'b', 'c'],
  ]);
  expect(figures.map((figure) => 'value' in figure)).toEqual([true, true, true, false, false]);
  expect(figures[3]).toEqual({ undefinedBecause: 'no text has 4 tokens' });
});

it('draws a sample that depends only on the seed, and all texts if there are too few', () => {
  const items = Array.from({ length: 100 }, (_, i) => i);
  const drawn = fixedSample(items, 10, 1);
  expect(new Set(drawn).size).toBe(10);
  expect(fixedSample(items, 10, 1)).toEqual(drawn);
  expect(fixedSample(items, 10, 2)).not.toEqual(drawn);
  expect(fixedSample(items, 200, 1).toSorted((a, b) => a - b)).toEqual(items);
});

it('rises with the number of texts, so that only equal numbers compare', () => {
  const words = ['warm', 'cold', 'film', 'plot', 'cast', 'scene', 'slow', 'fine'];
  const texts = Array.from({ length: 200 }, (_, i) =>
    Array.from({ length: 12 }, (_, j) => words[(i * 7 + j * j * (i % 5) + j) % words.length]!),
  );
  expect(selfBleu(texts)[3]!).toBeGreaterThan(selfBleu(fixedSample(texts, 20, 1))[3]!);
});
