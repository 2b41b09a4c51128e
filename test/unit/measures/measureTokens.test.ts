import { expect, it, test } from 'vitest';
import { measureTokens, measureWords } from '../../../electron/engine/measures/measureTokens.ts';

test.each([
  ['A warm, funny film!', ['A', 'warm', ',', 'funny', 'film', '!']],
  ["I don't like it...", ['I', "don't", 'like', 'it', '.', '.', '.']],
  ["'Quoted' words", ["'", 'Quoted', "'", 'words']],
  ['It costs 3.50 or 1,000.', ['It', 'costs', '3.50', 'or', '1,000', '.']],
  ['naïve cafe\u0301 Übung', ['naïve', 'cafe\u0301', 'Übung']],
  ['rock-and-roll', ['rock', '-', 'and', '-', 'roll']],
  ['我喜歡電影。', ['我', '喜歡', '電影', '。']],
  ['この映画はいい', ['この', '映画', 'は', 'いい']],
  ['한국어 문장', ['한국어', '문장']],
  ['fine 👩‍👩‍👧 5€', ['fine', '👩‍👩‍👧', '5', '€']],
  ['می\u200cخواهم ببینم', ['می\u200cخواهم', 'ببینم']],
  ['हिन्दी फ़िल्म।', ['हिन्दी', 'फ़िल्म', '।']],
  ['so ☂\ufe0f good', ['so', '☂\ufe0f', 'good']],
  [' \n\t', []],
])('cuts %s', (text, tokens) => {
  expect(measureTokens(text)).toEqual(tokens);
});

it('has words without marks, in lower case and in the normal form', () => {
  expect(measureWords('A “ﬁne” Ｆｉｌｍ, 10/10!')).toEqual(['a', 'fine', 'film', '10', '10']);
});
