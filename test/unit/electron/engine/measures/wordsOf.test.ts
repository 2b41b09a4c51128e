import { expect, test } from 'vitest';
import { wordsOf } from '../../../../../electron/engine/measures/wordsOf.ts';

test('words are separated by spaces and punctuation where a script writes them', () => {
  expect(wordsOf("It's a 3rd film, don't wait!")).toEqual([
    "It's",
    'a',
    '3rd',
    'film',
    "don't",
    'wait',
  ]);
  expect(wordsOf('Ещё раз — и всё.')).toEqual(['Ещё', 'раз', 'и', 'всё']);
  expect(wordsOf('한국 영화')).toEqual(['한국', '영화']);
});

test.each([
  ['Chinese', '这部电影很好看', 3],
  ['Japanese', 'とても面白い映画でした', 3],
  ['Thai', 'ร้านนี้อาหารอร่อยมาก', 4],
  ['Lao', 'ຕະຫຼາດເຊົ້າມີປາສົດຫຼາຍ', 3],
  ['Khmer', 'ផ្សារនេះមានត្រីស្រស់ច្រើន', 3],
  ['Burmese', 'ဤဈေးတွင်ငါးလတ်များစွာရှိသည်', 3],
])('%s, which has no spaces, has words all the same', (_, text, least) => {
  const words = wordsOf(text);
  expect(words.length).toBeGreaterThanOrEqual(least);
  expect(words.length).toBeLessThan([...text].length);
  // nothing of the text is lost
  expect(words.join('')).toBe(text);
});

test('scripts may be mixed in one text', () => {
  expect(wordsOf('GPUで映画 in 2 days')).toEqual(['GPU', 'で', '映画', 'in', '2', 'days']);
});
