import { expect, it } from 'vitest';
import { coverage, vectorCoverage } from '../../../electron/engine/measures/coverage.ts';
import { equalSamples } from '../../../electron/engine/measures/equalSamples.ts';
import reference from '../../fixtures/measures/coverageReference.json' with { type: 'json' };

const vectorsOf = (rows: readonly (readonly number[])[]) =>
  rows.map((row) => Float32Array.from(row));

it('covers the points that scipy finds within the radius, in the plane and by cosine', () => {
  for (const { gold, rows, euclidean, cosine } of reference.cases) {
    const [goldVectors, rowVectors] = [vectorsOf(gold), vectorsOf(rows)];
    for (const [ours, expected] of [
      [coverage(goldVectors, rowVectors), euclidean],
      [vectorCoverage(goldVectors, rowVectors), cosine],
    ] as const) {
      expect(ours).toEqual({
        share: { value: expect.closeTo(expected.share, 12) },
        radius: expect.closeTo(expected.radius, 6),
        uncovered: expected.uncovered,
      });
    }
  }
});

it('says why it is not defined', () => {
  const gold = vectorsOf(reference.cases[0]!.gold);
  const one = gold.map(() => gold[0]!);
  expect(coverage(gold, gold.slice(1))).toEqual({
    undefinedBecause: 'it takes as many rows as gold texts, and there are 69 and 70',
  });
  expect(coverage(gold.slice(0, 3), gold.slice(0, 3))).toEqual({
    undefinedBecause: 'it takes 10 gold texts, and there are 3',
  });
  expect(coverage(one, gold)).toEqual({
    undefinedBecause: 'nine of ten gold texts have a copy in gold',
  });
  expect(vectorCoverage(gold, [...gold.slice(1), Float32Array.of(0, 0)])).toEqual({
    undefinedBecause: 'a text has a vector of zeros',
  });
  expect(vectorCoverage(gold, [...gold.slice(1), Float32Array.of(1, Number.NaN)])).toEqual({
    undefinedBecause: 'a text has a vector with a value that is not a number',
  });
});

it('draws as many items of each set as the smallest has', () => {
  const drawn = equalSamples([9, 5, 30], 100, 1);
  expect(drawn.map(({ length }) => length)).toEqual([5, 5, 5]);
  expect(drawn[1]).toEqual([0, 1, 2, 3, 4]);
  expect(new Set(drawn[2]).size).toBe(5);
  expect(drawn[2]).toEqual(drawn[2]!.toSorted((a, b) => a - b));
  expect(equalSamples([9, 5, 30], 100, 1)).toEqual(drawn);
  expect(equalSamples([9, 5, 30], 100, 2)).not.toEqual(drawn);
  expect(equalSamples([9, 5, 30], 3, 1).map(({ length }) => length)).toEqual([3, 3, 3]);
});
