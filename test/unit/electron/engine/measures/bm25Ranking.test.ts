import { expect, test } from 'vitest';
import { bm25Ranking } from '../../../../../electron/engine/measures/bm25Ranking.ts';

const DOCUMENTS = ['the sea the storm', 'the quiet house', 'the storm', 'a sea', 'one more'];

test('is the sum of Okapi’s terms, by hand', async () => {
  const [list] = await bm25Ranking(DOCUMENTS, ['storm sea'], 10);
  // lengths 4 3 2 2 2, mean 2.6; both words in 2 of 5 documents
  const idf = Math.log(3.5 / 2.5);
  const term = (length: number) => (idf * 2.5) / (1 + 1.5 * (0.25 + (0.75 * length) / 2.6));
  expect(list!.map(({ document }) => document)).toEqual([0, 2, 3]);
  expect(list![0]!.score).toBeCloseTo(2 * term(4), 12);
  expect(list![1]!.score).toBeCloseTo(term(2), 12);
  expect(list![2]!.score).toBe(list![1]!.score);
});

test('a word in most documents weighs a quarter of the mean idf', async () => {
  const [list] = await bm25Ranking(DOCUMENTS, ['the'], 1);
  // of 8 words: the in 3; sea, storm in 2; quiet, house, a, one, more in 1
  const mean = (Math.log(2.5 / 3.5) + 2 * Math.log(3.5 / 2.5) + 5 * Math.log(4.5 / 1.5)) / 8;
  const gain = (0.25 * mean * 2 * 2.5) / (2 + 1.5 * (0.25 + (0.75 * 4) / 2.6));
  expect(list).toEqual([{ document: 0, score: expect.closeTo(gain, 12) }]);
});

test('a word that the query repeats counts again, and case tells words apart', async () => {
  const [once, twice, other] = await bm25Ranking(DOCUMENTS, ['house', 'house house', 'House'], 10);
  expect(twice![0]!.score).toBeCloseTo(2 * once![0]!.score, 12);
  expect(other).toEqual([]);
});
