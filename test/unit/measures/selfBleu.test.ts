import { readFileSync } from 'node:fs';
import { expect, it, test } from 'vitest';
import { selfBleu, selfBleuFigures } from '../../../electron/engine/measures/selfBleu.ts';

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
      undefinedBecause: 'Self-BLEU compares at least two texts',
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

it('rises with the number of texts, so that only equal numbers compare', () => {
  const words = ['warm', 'cold', 'film', 'plot', 'cast', 'scene', 'slow', 'fine'];
  const texts = Array.from({ length: 200 }, (_, i) =>
    Array.from({ length: 12 }, (_, j) => words[(i * 7 + j * j * (i % 5) + j) % words.length]!),
  );
  expect(selfBleu(texts)[3]!).toBeGreaterThan(selfBleu(texts.slice(0, 20))[3]!);
});
