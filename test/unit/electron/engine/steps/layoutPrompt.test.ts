import { expect, test } from 'vitest';
import {
  layoutPrompt,
  type PromptBlock,
} from '../../../../../electron/engine/steps/layoutPrompt.ts';

const prefix = 'Review';
const pair = (film: string, answer = ''): PromptBlock => ({
  asked: `Movie details: ${film}\nWrite a review.`,
  prefix,
  answer,
});
const alone = (answer: string): PromptBlock => ({ asked: '', prefix, answer });

/** The turns of a chat as the teacher reads them. */
function turnsOf({ text, turns = [] }: ReturnType<typeof layoutPrompt>): string[] {
  return [0, ...turns].map((from, i) => text.slice(from, turns[i]).trimEnd());
}

test('raw text: blocks between blank lines, the last answer open behind its name (App. H)', () => {
  expect(layoutPrompt([pair('Boats.', 'Slow boats.')], pair('Trains.'), false)).toEqual({
    text:
      'Movie details: Boats.\nWrite a review.\nReview: Slow boats.\n\n' +
      'Movie details: Trains.\nWrite a review.\nReview:',
    chat: false,
  });
  expect(layoutPrompt([alone('Slow boats.')], pair('Trains.'), false).text).toBe(
    'Review: Slow boats.\n\nMovie details: Trains.\nWrite a review.\nReview:',
  );
});

test('a chat without shots is one turn that ends with the request', () => {
  expect(layoutPrompt([], pair('Trains.'), true)).toEqual({
    text: 'Movie details: Trains.\nWrite a review.',
    chat: true,
  });
});

test('in a chat each shot is a turn of the user and its answer, whatever they contain', () => {
  const shots = [
    pair('Boats.\n\nMore boats.', 'Slow boats.\n\nVery slow.'),
    pair('Cars.', 'Fast.'),
  ];
  const prompt = layoutPrompt(shots, pair('Trains.'), true);
  expect(prompt.chat).toBe(true);
  expect(turnsOf(prompt)).toEqual([
    'Movie details: Boats.\n\nMore boats.\nWrite a review.',
    'Slow boats.\n\nVery slow.',
    'Movie details: Cars.\nWrite a review.',
    'Fast.',
    'Movie details: Trains.\nWrite a review.',
  ]);
});

test('texts that are shown alone stand in the turn of the request', () => {
  const prompt = layoutPrompt([alone('Slow boats.'), alone('Fast.')], pair('Trains.'), true);
  expect(turnsOf(prompt)).toEqual([
    'Review: Slow boats.\n\nReview: Fast.\n\nMovie details: Trains.\nWrite a review.',
  ]);
});

test('a chat adds to each request what raw text leaves out', () => {
  const inChat = 'Only the review.';
  const shots = [
    { ...pair('Boats.', 'Slow.'), inChat },
    { ...alone('Fast.'), inChat },
  ];
  const open = { ...pair('Trains.'), inChat };
  expect(turnsOf(layoutPrompt(shots, open, true))).toEqual([
    'Movie details: Boats.\nWrite a review. Only the review.',
    'Slow.',
    'Review: Fast.\n\nMovie details: Trains.\nWrite a review. Only the review.',
  ]);
  expect(layoutPrompt(shots, open, false).text).not.toContain(inChat);
});
