import { expect, test } from 'vitest';
import { meanScore } from '../../../../../electron/engine/measures/score.ts';
import { scoreAnswers } from '../../../../../electron/engine/measures/scoreAnswers.ts';
import { answerHead } from '../../../../../electron/engine/training/answerHead.ts';

const answers = (f1: readonly number[]) =>
  scoreAnswers(f1.map((one) => ({ exactMatch: Number(one === 1), f1: one })));

test('matches have a share and its interval, F1 a mean and its own', () => {
  const score = answers([1, 0, 0.5, 0.5]);
  expect(score).toMatchObject({ n: 4, accuracy: 0.25, f1: 0.5 });
  // Wilson's for 1 of 4, as R's binom.confint has it
  expect(score.ci95[0]).toBeCloseTo(0.0456, 4);
  expect(score.ci95[1]).toBeCloseTo(0.6994, 4);
  // the standard deviation is the root of 1/6, over the root of 4
  const half = 1.959964 * Math.sqrt(1 / 6 / 4);
  expect(score.f1Ci95![0]).toBeCloseTo(0.5 - half, 6);
  expect(score.f1Ci95![1]).toBeCloseTo(0.5 + half, 6);
});

test('an interval stays within 0 and 1, and one question says nothing', () => {
  expect(answers([1, 1, 0]).f1Ci95![1]).toBe(1);
  expect(answers([0.5]).f1Ci95).toEqual([0, 1]);
});

test('student seeds are averaged, intervals too', () => {
  const mean = meanScore([answers([1, 0, 0.5, 0.5]), answers([0, 0, 0, 0])]);
  expect(mean).toMatchObject({ n: 4, accuracy: 0.125, f1: 0.25 });
  expect(mean.f1Ci95![1]).toBeCloseTo(answers([1, 0, 0.5, 0.5]).f1Ci95![1] / 2, 9);
});

test('an answer is right where one of those given matches as SQuAD compares them', () => {
  const row = {
    context: '',
    text: 'Where?',
    label: 'the Old City',
    otherAnswers: ['Philadelphia'],
  };
  const { isRight } = answerHead;
  expect(isRight('Old city.', row)).toBe(true);
  expect(isRight('Philadelphia', row)).toBe(true);
  expect(isRight('the old city of Philadelphia', row)).toBe(false);
  // two words of two given and four found
  expect(isRight('the old city of Philadelphia', row, 2 / 3)).toBe(true);
  expect(isRight('the old city of Philadelphia', row, 0.7)).toBe(false);
  // the same words in another order are an F1 of 1, and no match
  expect(isRight('City Old', row)).toBe(false);
  expect(isRight('City Old', row, 0.9)).toBe(true);
});
