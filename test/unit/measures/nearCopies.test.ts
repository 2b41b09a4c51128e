import { expect, it } from 'vitest';
import { measureWords } from '../../../electron/engine/measures/measureTokens.ts';
import { copiesOf, nearCopies } from '../../../electron/engine/measures/nearCopies.ts';
import { randomStream } from '../../../models/randomStream.ts';

/** Texts of a few words, many of them a text before with a word or two changed. */
function editedTexts(count: number, seed: number): string[] {
  const random = randomStream('edited texts', seed);
  const words = ['slow', 'warm', 'film', 'plot', 'cast', 'scene', 'light', 'sound', 'end', 'start'];
  const texts: string[][] = [];
  while (texts.length < count) {
    const isEdited = texts.length > 0 && random.uniform() < 0.6;
    const text = isEdited
      ? [...random.pick(texts)]
      : Array.from({ length: random.below(45) + 1 }, () => random.pick(words));
    if (isEdited) text[random.below(text.length)] = random.pick([...words, 'other', '!']);
    texts.push(text);
  }
  return texts.map((text) => text.join(' '));
}

function shingles(text: string): Set<string> {
  const words = measureWords(text);
  if (words.length === 0) return new Set([text]);
  if (words.length < 3) return new Set([words.join(' ')]);
  return new Set(words.slice(2).map((_, i) => words.slice(i, i + 3).join(' ')));
}

function bruteSimilarity(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = [...one].filter((shingle) => other.has(shingle)).length;
  return shared / (one.size + other.size - shared);
}

it('finds within a list exactly the pairs of a brute force', () => {
  const texts = [...new Set(editedTexts(300, 1))];
  const sets = texts.map(shingles);
  const expected = sets.flatMap((a, first) =>
    sets.flatMap((b, second) => {
      const similarity = bruteSimilarity(a, b);
      if (second <= first || similarity < 0.8) return [];
      return [{ first, second, similarity, isExact: false }];
    }),
  );
  expect(expected.length).toBeGreaterThan(40);
  expect(expected.some(({ similarity }) => similarity < 0.85)).toBe(true);
  expect(nearCopies(texts)).toEqual(expected);
});

it('finds between two lists exactly the pairs of a brute force', () => {
  const all = [...new Set(editedTexts(400, 2))];
  const texts = all.filter((_, i) => i % 2 === 0);
  const references = all.filter((_, i) => i % 2 === 1);
  const referenceSets = references.map(shingles);
  const expected = texts.map(shingles).flatMap((a, first) =>
    referenceSets.flatMap((b, second) => {
      const similarity = bruteSimilarity(a, b);
      return similarity < 0.8 ? [] : [{ first, second, similarity, isExact: false }];
    }),
  );
  expect(expected.length).toBeGreaterThan(40);
  expect(copiesOf(texts, references)).toEqual(expected);
});

it('pairs equal texts with the first of them, whatever their case, white space and characters', () => {
  const texts = ['A ﬁne film', 'other words here', 'a fine\n FILM ', 'A fine film'];
  expect(nearCopies(texts)).toEqual([
    { first: 0, second: 2, similarity: 1, isExact: true },
    { first: 0, second: 3, similarity: 1, isExact: true },
  ]);
  expect(copiesOf(['a  fine film', 'A fine film', 'new'], texts)).toEqual([
    { first: 0, second: 0, similarity: 1, isExact: true },
    { first: 1, second: 0, similarity: 1, isExact: true },
  ]);
});

it('calls texts that differ in marks alone near copies, and marks alone no copies', () => {
  expect(nearCopies(['Good film!', 'Good film', '!!!', '???', ''])).toEqual([
    { first: 0, second: 1, similarity: 1, isExact: false },
  ]);
});

it('holds a pair whose similarity is exactly 0.8', () => {
  // 9 shingles each, 8 of them shared, are 0.8 of 10
  const words = 'one two three four five six seven eight nine ten eleven'.split(' ');
  const pair = [words.join(' '), [...words.slice(0, 10), 'twelve'].join(' ')];
  expect(nearCopies(pair)).toEqual([{ first: 0, second: 1, similarity: 0.8, isExact: false }]);
});
