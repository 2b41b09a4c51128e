import { expect, it } from 'vitest';
import { answerScore } from '../../../../models/student/answerScore.ts';

// the right columns are evaluate-v2.0.py's
it.each([
  ['The Sail Loft!', 'sail loft', 1, 1],
  ['a loft on Dock Street', 'sail loft on Dock Street', 0, 0.888888888888889],
  ['', '', 1, 1],
  ['the', '', 1, 1],
  ['', 'sail loft', 0, 0],
  ['U.S. Army', 'us army', 1, 1],
  ['in the the sail sail', 'sail', 0, 0.5],
  ['naïve ‘quotes’', "naïve 'quotes'", 0, 0.5],
  ['an apple-pie', 'apple pie', 0, 0],
  ['Theatre', 'the atre', 0, 0],
  ['thé', 'the', 0, 0],
])('%j against %j', (answer, given, exactMatch, f1) => {
  const score = answerScore(answer, [given]);
  expect(score.exactMatch).toBe(exactMatch);
  expect(score.f1).toBeCloseTo(f1, 12);
});

it('takes the best of several answers, and an empty one where there is none', () => {
  expect(answerScore('loft', ['sail loft', 'loft'])).toEqual({ exactMatch: 1, f1: 1 });
  expect(answerScore('', [])).toEqual({ exactMatch: 1, f1: 1 });
  expect(answerScore('loft', [])).toEqual({ exactMatch: 0, f1: 0 });
});
