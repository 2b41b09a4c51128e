import { expect, it } from 'vitest';
import { editDistance } from '../../../electron/engine/measures/editDistance.ts';
import { mean } from '../../../electron/engine/measures/mean.ts';
import { type ErrorPair, pairQuality } from '../../../electron/engine/measures/pairQuality.ts';
import reference from '../../fixtures/measures/pairQualityReference.json' with { type: 'json' };

const pairs = reference.pairs.map(({ error, extrapolation }) => ({
  error: { tokens: error.tokens, vector: Float32Array.from(error.vector) },
  extrapolation: { tokens: extrapolation.tokens, vector: Float32Array.from(extrapolation.vector) },
}));

it('has the edit distances of nltk, and the cosines of scipy', () => {
  reference.pairs.forEach((one, i) => {
    const { error, extrapolation } = pairs[i]!;
    expect(editDistance(error.tokens, extrapolation.tokens)).toBe(one.editDistance);
    expect(pairQuality([pairs[i]!]).cosine).toEqual({ value: expect.closeTo(one.cosine, 6) });
  });
  expect(pairQuality(pairs)).toEqual({
    pairs: pairs.length,
    cosine: { value: expect.closeTo(mean(reference.pairs.map(({ cosine }) => cosine)), 6) },
    editDistance: { value: mean(reference.pairs.map((one) => one.editDistance)) },
    errorLength: { value: mean(pairs.map(({ error }) => error.tokens.length)) },
    extrapolationLength: { value: mean(pairs.map((one) => one.extrapolation.tokens.length)) },
  });
});

it('counts words, not letters', () => {
  expect(editDistance(['a', 'long', 'film'], ['a', 'short', 'film', 'indeed'])).toBe(2);
  expect(editDistance<string>([], [])).toBe(0);
});

it('says why a figure is not defined', () => {
  expect(pairQuality([])).toMatchObject({
    pairs: 0,
    cosine: { undefinedBecause: 'no row was written from an error' },
    editDistance: { undefinedBecause: 'no row was written from an error' },
  });
  const [pair] = pairs;
  const withVector = (value: number): ErrorPair => ({
    error: pair!.error,
    extrapolation: { tokens: [1], vector: pair!.error.vector.map(() => value) },
  });
  expect(pairQuality([pair!, withVector(0)])).toMatchObject({
    cosine: { undefinedBecause: 'a text has a vector of zeros' },
    extrapolationLength: { value: 3 },
  });
  expect(pairQuality([withVector(Number.NaN)])).toMatchObject({
    cosine: { undefinedBecause: 'a text has a vector with a value that is not a number' },
  });
});
