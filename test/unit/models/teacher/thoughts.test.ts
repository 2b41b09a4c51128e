import { expect, it } from 'vitest';
import {
  parseList,
  parseQuoted,
  parseText,
} from '../../../../electron/engine/steps/parseOutput.ts';
import { answerStart, closingThoughts } from '../../../../models/teacher/thoughts.ts';

const ANSWER = 'The soup was cold and the bread was old.';

it.each([
  ['in a block', `<think>\nThey want a bad one: "cold soup".\n</think>\n\n${ANSWER}`, ANSWER],
  ['in an empty block', `<think>\n\n</think>\n\n${ANSWER}`, ANSWER],
  ['whose first mark the prompt had', `They want a bad one.\n</think>\n\n${ANSWER}`, ANSWER],
  ['under another name', `<thinking>Bad.</thinking>${ANSWER}`, ANSWER],
  ['in brackets', `[THINK]Bad.[/THINK]${ANSWER}`, ANSWER],
  ['twice', `<think>Bad.</think><think>Colder.</think>\n${ANSWER}`, ANSWER],
  ['about the mark itself', `<think>I close with </think>. Bad.</think>${ANSWER}`, ANSWER],
  ['without an end', '<think>\nThey want a bad one. I could mention the', ''],
  ['without an end, behind a draft', `${ANSWER}\n<think>\nIs that good? I could`, ''],
  ['that end the output', '<think>\nBad.\n</think>', ''],
  ['not at all', ANSWER, ANSWER],
])('thoughts %s are no part of a row', (_, output, text) => {
  expect(parseText(output)).toBe(text);
});

it('thoughts are no part of a quoted text or a list', () => {
  expect(parseQuoted('<think>Say "cold".</think>The soup was cold." It')).toBe(
    'The soup was cold.',
  );
  expect(parseQuoted('<think>Say "cold soup.')).toBe('');
  expect(parseList('<think>\n1. a draft\n</think>\n1. Cold soup\n2. Old bread')).toEqual([
    'cold soup',
    'old bread',
  ]);
});

it('an answer begins behind closed thoughts, and not yet within open ones', () => {
  expect(answerStart('The soup')).toBe(0);
  expect(answerStart('<think>\n\nThe')).toBe(-1);
  expect(answerStart('<think>a</think>\nThe')).toBe('<think>a</think>'.length);
});

it.each([
  ['<｜Assistant｜><think>\n', '\n</think>\n\n'],
  ['<|im_start|>assistant\n<think>', '\n\n</think>\n\n'],
  ['[/INST][THINK]', '\n\n[/THINK]\n\n'],
  ['<think>\n\n</think>\n\n', ''],
  ['<|im_start|>assistant\n', ''],
])('a prompt that ends in %j is closed by %j', (prompt, close) => {
  expect(closingThoughts(prompt)).toBe(close);
});
