import { expect, it } from 'vitest';
import { alikeLabels } from '../../../../../renderer/screens/project/alikeLabels.ts';

it('finds labels that differ by case, spaces, punctuation or one letter of many', () => {
  const counts = {
    positive: 9,
    Positive: 1,
    'not-spam': 5,
    'not spam': 2,
    negative: 4,
    negativ: 1,
  };
  expect(alikeLabels(counts)).toEqual([
    { from: 'not spam', to: 'not-spam' },
    { from: 'Positive', to: 'positive' },
    { from: 'negativ', to: 'negative' },
  ]);
});

it('leaves labels that mean different things', () => {
  expect(alikeLabels({ low: 3, now: 2, '1': 1, '10': 1, '': 2, '-': 1 })).toEqual([]);
  expect(alikeLabels({ 'level 100': 3, 'level 101': 2, happy: 1, unhappy: 2 })).toEqual([]);
  expect(alikeLabels({ '+': 3, '-': 2 })).toEqual([]);
});
