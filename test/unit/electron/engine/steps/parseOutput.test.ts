import { expect, test } from 'vitest';
import {
  parseAnswer,
  parseFirstAnswer,
  parseList,
  parseQuoted,
  parseText,
} from '../../../../../electron/engine/steps/parseOutput.ts';

test.each([
  ['  A fine film. \n', 'A fine film.'],
  ['"A fine film."', 'A fine film.'],
  ['“A fine film.”', 'A fine film.'],
  ["'A fine film.'", 'A fine film.'],
  ['Review: A fine film.', 'A fine film.'],
  ['REVIEW:A fine film.', 'A fine film.'],
  ['Review: "A fine film."', 'A fine film.'],
  ['"Review: A fine film."', 'A fine film.'],
  ['Review: Review: A fine film.', 'A fine film.'],
  ['""', ''],
  ['Review:', ''],
  ['', ''],
])('the text of %j', (output, text) => {
  expect(parseText(output, 'Review')).toBe(text);
});

test.each([
  '"Jaws" is a fine film, and so is "Alien"',
  '"Jaws" is a fine film.',
  "'Jaws' beats 'Alien'",
  '“Jaws” beats “Alien”',
  'Reviews: they lie.',
  'My Review: it is fine.',
  '"',
])('quotes and words that belong to the text stay: %j', (text) => {
  expect(parseText(text, 'Review')).toBe(text);
});

test('no prefix is taken off where there is none', () => {
  expect(parseText(': A fine film.')).toBe(': A fine film.');
});

const MARKERS = ['Review', 'Movie details'];

test.each([
  ['One film.\n\nMovie details: Two.\nReview: Two is bad.', 'One film.'],
  ['Review: One film. Review: Another.', 'One film.'],
  ['"One film."\nReview: "Two."', 'One film.'],
  ['"Review: One film."', 'One film.'],
  ['One film, all of it.', 'One film, all of it.'],
  ['Movie details: Two.', ''],
])('the first answer of %j', (output, text) => {
  expect(parseFirstAnswer(output, MARKERS)).toBe(text);
});

const inChat = (output: string) => parseAnswer({ output, prompt: { chat: true } }, MARKERS);

test.each([
  ['Here is a short review:\n\n"A fine boat film."', 'A fine boat film.'],
  ['Sure! Here’s a single sentence from the review: A fine film.', 'A fine film.'],
  ["Certainly, here's the rewritten version:\nA fine film.", 'A fine film.'],
  ['The review would be: "A fine film."', 'A fine film.'],
  ['**Review:** A fine film.', 'A fine film.'],
  ['**Review**: A fine film.', 'A fine film.'],
  ['Here is a review:\n**Review:** "A fine film."', 'A fine film.'],
  ['Review: A fine film.\n\nMovie details: Another.', 'A fine film.'],
  ['Here is a review:', ''],
  ['  A fine film. ', 'A fine film.'],
])('in a chat, the answer of %j', (output, text) => {
  expect(inChat(output)).toBe(text);
});

test.each([
  'Here is a film for the patient: nothing happens, twice.',
  'Sure, the plot is thin. But the boats are fine.',
  'Here comes the sequel, and the reviewers yawn.',
  'The review board would be proud: a fine film.',
  'A film about **Review** boards.',
])('what only resembles an announcement stays: %j', (text) => {
  expect(inChat(text)).toBe(text);
});

test('raw text has no announcement, because it goes on from the name of the answer', () => {
  const output = 'Here is a review: A fine film.';
  expect(parseAnswer({ output, prompt: { chat: false } }, MARKERS)).toBe(output);
});

test('the name of an answer may have marks of a pattern', () => {
  const output = '**Text (new):** A fine film.';
  expect(parseAnswer({ output, prompt: { chat: true } }, ['Text (new)'])).toBe('A fine film.');
});

test('reasons come from numbered and bulleted lists', () => {
  const output = `Here are some reasons:
1. Great acting
2) Witty dialogue that never stops.
 3: A plot
- **Cinematography:** every shot is a painting
* The CGI is done well. It looks real.
• Music`;
  expect(parseList(output)).toEqual([
    'great acting',
    'witty dialogue that never stops',
    'a plot',
    'cinematography',
    'the CGI is done well',
    'music',
  ]);
});

test('names keep their capitals, and what is no reason is left out', () => {
  expect(
    parseList('1. CGI\n2. I laughed\n3. I’m moved\n4. ABBA sings\n5. A 3.5 star rating'),
  ).toEqual(['CGI', 'I laughed', 'I’m moved', 'ABBA sings', 'a 3.5 star rating']);
  const long = `1. ${'word '.repeat(21)}`;
  expect(parseList(`Great acting\n1.\n2. **\n- :\n1995 was a good year\n${long}`)).toEqual([]);
});

test.each([
  ['A fine film." Another one "', '', 'A fine film.'],
  [' A fine film\nand more.', '', 'A fine film'],
  ['A fine film. It goes on. And is cut of', '', 'A fine film. It goes on.'],
  ['never closed', '', ''],
  ['" nothing before it', '', ''],
  ['Who won? He did."', '?', 'Who won?'],
  ['No question here."', '?', ''],
])('behind an open quote %j with the mark %j is %j', (output, ends, text) => {
  expect(parseQuoted(output, ends)).toBe(text);
});
