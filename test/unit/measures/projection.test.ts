import { expect, it } from 'vitest';
import { projection } from '../../../electron/engine/measures/projection.ts';
import { trustworthiness } from '../../../electron/engine/measures/trustworthiness.ts';
import reference from '../../fixtures/measures/projectionReference.json' with { type: 'json' };

const vectorsOf = (rows: readonly (readonly number[])[]) =>
  rows.map((row) => Float32Array.from(row));

const vectors = vectorsOf(reference.vectors);

it('has the trustworthiness that scikit-learn has for the same points', () => {
  for (const [points, expected] of [
    [vectorsOf(reference.points), reference.trustworthiness],
    [vectors.map((vector) => vector.slice(0, 2)), reference.columnsTrustworthiness],
  ] as const) {
    const figure = trustworthiness(vectors, points);
    expect('value' in figure && Math.abs(figure.value - expected)).toBeLessThan(1e-9);
  }
});

it('projects as trustworthily as the t-SNE of scikit-learn, always alike', () => {
  const sets = [vectors.slice(0, 100), vectors.slice(100, 120), vectors.slice(120)];
  const made = projection(sets);
  if ('undefinedBecause' in made) throw new Error(made.undefinedBecause);
  expect(made.sets.map(({ length }) => length)).toEqual([100, 20, 200]);
  expect(trustworthiness(vectors, made.sets.flat())).toEqual(made.trustworthiness);
  const { trustworthiness: figure } = made;
  expect('value' in figure && Math.abs(figure.value - reference.trustworthiness)).toBeLessThan(
    0.01,
  );
  expect(projection(sets)).toEqual(made);
});

it('projects few texts, and texts that repeat', () => {
  const few = [vectors.slice(0, 3), [vectors[0]!, vectors[0]!]];
  const made = projection(few);
  expect(made).toMatchObject({
    trustworthiness: { undefinedBecause: 'it takes more than 10 texts, and there are 5' },
  });
  expect('sets' in made && made.sets.flat().flatMap((point) => [...point])).toSatisfy(
    (values: number[]) => values.length === 10 && values.every(Number.isFinite),
  );
});

it('says why there is no projection', () => {
  const [one, other] = [vectors[0]!, vectors[1]!];
  const same = [one, one, one, one];
  expect(projection([[one], [other]])).toEqual({
    undefinedBecause: 'it takes four texts, and there are 2',
  });
  expect(projection([same])).toEqual({ undefinedBecause: 'all texts have the same vector' });
  expect(projection([same, [other.map(() => Number.NaN)]])).toEqual({
    undefinedBecause: 'a text has a vector with a value that is not a number',
  });
});
