import { expect, test } from 'vitest';
import { readAnswers } from '../../../../../electron/engine/import/readAnswers.ts';
import { type GoldPart, readGold } from '../../../../../electron/engine/import/readGold.ts';
import { goldStream } from '../../../../../electron/engine/steps/gold.ts';
import { fileWith, jsonl, refusalOf } from './files.ts';

const CONTEXT = 'The film of 1927 was shown in 1930, and again in 1930.';
const WHERE = 'gold.jsonl, line 3';
const read = (value: unknown, context = CONTEXT) => readAnswers(value, context, WHERE);
const refused = (value: unknown) => refusalOf(() => read(value));

test("SQuAD's form: the first answer with its place, the others once each", () => {
  const text = ['1930', 'in 1930', '1930'];
  expect(read({ text, answer_start: [49, 27, 30] })).toEqual({
    label: '1930',
    answerStart: 49,
    otherAnswers: ['in 1930'],
  });
  expect(read(JSON.stringify({ text: ['1927'], answer_start: [12] }))).toEqual({
    label: '1927',
    answerStart: 12,
  });
});

test('a plain answer stands where the context first has it', () => {
  expect(read('1930')).toEqual({ label: '1930', answerStart: 30 });
  expect(read(1930)).toEqual({ label: '1930', answerStart: 30 });
  expect(read([' 1930 ', 'The film'])).toEqual({
    label: '1930',
    answerStart: 30,
    otherAnswers: ['The film'],
  });
  expect(read('{x} y', 'What {x} y is')).toEqual({ label: '{x} y', answerStart: 5 });
});

test('places are counted in characters of Unicode, as in Python', () => {
  const context = '\u{1F3AC} a film';
  expect(read({ text: ['film'], answer_start: [4] }, context)).toEqual({
    label: 'film',
    answerStart: context.indexOf('film'),
  });
});

test.each([
  ['1931', 'the answer "1931" is not in its context. Write it exactly as it is there'],
  ['', 'the answer "" is not in its context'],
  [
    { text: ['1930'], answer_start: [12] },
    'the answer "1930" is not in its context at character 12, where "1927" stands. Correct answer_start',
  ],
  [
    { text: [], answer_start: [] },
    'the question has no answer. Give one exactly as in the context',
  ],
  [
    { text: ['1930'], answer_start: [] },
    'these are not answers: {"text":["1930"],"answer_start":[]}',
  ],
  [8, 'the answer "8" is not in its context'],
  [true, 'these are not answers: true'],
])('%j is refused with its line and the way out', (value, sentence) => {
  expect(refused(value)).toContain(`${WHERE}: ${sentence}`);
});

const part = (name: string, rows: readonly (readonly [string, string, unknown])[]): GoldPart => ({
  file: fileWith(name, jsonl(rows.map(([c, q, a]) => ({ c, q, a })))),
  context: 'c',
  text: 'q',
  label: 'a',
});

test('a question that a file has twice has the answers of both', () => {
  const seed = part('seed.jsonl', [
    [CONTEXT, 'When?', '1927'],
    [CONTEXT, 'Where?', 'The film'],
    [CONTEXT, 'when? ', '1930'],
  ]);
  expect(readGold({ seed }, [], goldStream(1))).toMatchObject([
    { text: 'When?', label: '1927', answerStart: 12, otherAnswers: ['1930'], line: 1 },
    { text: 'Where?', label: 'The film', line: 2 },
  ]);
});

test('a sample draws questions, and says where there are too few', () => {
  const rows = Array.from({ length: 9 }, (_, i) => [CONTEXT, `Question ${i}?`, '1927'] as const);
  const file = part('train.jsonl', rows);
  const parts = { seed: { ...file, sample: 4 }, validation: { ...file, sample: 5 } };
  const drawn = readGold(parts, [], goldStream(1));
  expect(new Set(drawn.map(({ text }) => text)).size).toBe(9);
  expect(drawn.filter(({ split }) => split === 'seed')).toHaveLength(4);
  const tooMany = { ...parts, validation: { ...file, sample: 6 } };
  expect(refusalOf(() => readGold(tooMany, [], goldStream(1)))).toContain(
    'a sample of 6 questions was asked for, and 5 are free',
  );
});

test('an answer that is not in its context names file and line', () => {
  const seed = part('seed.jsonl', [
    [CONTEXT, 'When?', '1927'],
    [CONTEXT, 'Who?', 'Murnau'],
  ]);
  expect(refusalOf(() => readGold({ seed }, [], goldStream(1)))).toContain(
    `${seed.file}, line 2: the answer "Murnau" is not in its context`,
  );
});
