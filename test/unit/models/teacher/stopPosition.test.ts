import { expect, it } from 'vitest';
import { cutAtStop, stopPosition } from '../../../../models/teacher/stopPosition.ts';

it.each([
  ['a review\n\nmore', ['\n\n'], 'a review'],
  ['a review', ['\n\n'], 'a review'],
  // an answer that begins with the stop string has not begun yet
  ['\n\na review\n\nmore', ['\n\n'], '\n\na review'],
  ['first, second', ['second', ','], 'first'],
  ['<think>one\n\ntwo</think>\n\nanswer\n\nmore', ['\n\n'], '<think>one\n\ntwo</think>\n\nanswer'],
  ['<think>one\n\ntwo', ['\n\n'], '<think>one\n\ntwo'],
])('%j with the stop strings %j is cut to %j', (output, stop, expected) => {
  expect(cutAtStop(output, stop)).toBe(expected);
  expect(stopPosition(output, stop)).toBe(expected === output ? -1 : expected.length);
});
