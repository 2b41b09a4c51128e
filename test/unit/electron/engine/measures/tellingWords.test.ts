import { expect, it } from 'vitest';
import { tellingWords } from '../../../../../electron/engine/measures/tellingWords.ts';

const TEXTS = [
  'The kettle leaks, and the lid of the kettle is loose.',
  'The lid broke when I filled the kettle. Anna sent it.',
  'The parcel came late, and nobody rang at the door.',
  'A parcel was left at the wrong door, two days late.',
  'The shop refunds nothing, and the bill is wrong.',
  'A bill of the shop, and no refunds by Bernd.',
];
const GROUPS = [0, 0, 1, 1, 2, 2];

it('names groups by words that two of their texts have, and few texts of others', () => {
  // `wrong` is in one text of each of two groups, `Anna` in one text; `the` and `and` are in most texts
  expect(tellingWords(TEXTS, GROUPS, 3)).toEqual([
    ['kettle', 'lid'],
    ['door', 'late', 'parcel'],
    ['bill', 'refunds', 'shop'],
  ]);
});

it('puts words in the order of the formula', () => {
  const texts = ['red red red blue', 'red blue', 'blue green green green', 'green blue red'];
  // every other word is in half of the other group's texts or in all of them
  expect(tellingWords(texts, [0, 0, 1, 1], 9)).toEqual([[], ['green']]);
  const many = [...texts, ...Array.from({ length: 16 }, () => 'grey')];
  const groups = [0, 0, 1, 1, ...Array<number>(16).fill(2)];
  const own = tellingWords(many, groups, 9);
  // A is 29 / 3; red: 4/6 log(1 + A/5), blue: 2/6 log(1 + A/4); green: 4/7 log(1 + A/4), blue: 2/7 log(1 + A/4)
  expect(own).toEqual([['red', 'blue'], ['green', 'blue'], ['grey']]);
});

it('has words of scripts without spaces, and none for a group without words', () => {
  const texts = ['猫が好き', '猫と犬', '雨の日', '雨が降る', '…', '123'];
  const [cats, rain, none] = tellingWords(texts, [0, 0, 1, 1, 2, 2], 1);
  expect([cats, rain, none]).toEqual([['猫'], ['雨'], []]);
  expect(tellingWords([], [], 3)).toEqual([]);
});
