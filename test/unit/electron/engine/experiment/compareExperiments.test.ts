import { expect, test } from 'vitest';
import { compareExperiments } from '../../../../../electron/engine/experiment/compareExperiments.ts';

test('a comparison tells texts from numbers and lists from names', () => {
  expect(compareExperiments({ a: '1' }, { a: 1 })).toEqual(['a: "1" -> 1']);
  expect(compareExperiments({ a: ['x'] }, { a: { x: 'y' } })).toEqual(['a: ["x"] -> {"x":"y"}']);
  expect(compareExperiments({ a: null }, { b: 2 })).toEqual([
    'a: null -> nothing',
    'b: nothing -> 2',
  ]);
});
