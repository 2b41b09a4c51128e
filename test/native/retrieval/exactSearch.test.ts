import { expect, it } from 'vitest';
import { exactSearch } from '../../../models/encoder/exactSearch.ts';
import { unitVectors } from '../../fixtures/unitVectors.ts';

const DIMENSION = 24;

/** Every cosine, all of them sorted. */
function byHand(vectors: Float32Array, query: Float32Array, depth: number) {
  return Array.from({ length: vectors.length / DIMENSION }, (_, passage) => {
    const own = vectors.subarray(passage * DIMENSION, (passage + 1) * DIMENSION);
    return { passage, cosine: own.reduce((sum, value, i) => sum + value * query[i]!, 0) };
  })
    .sort((a, b) => b.cosine - a.cosine || a.passage - b.passage)
    .slice(0, depth);
}

it.each([
  ['one query', 500, 1],
  ['several', 500, 7],
  // 400 queries have blocks of 10,485 vectors
  ['more vectors than a block has', 11_000, 400],
])('finds what a comparison with every vector finds: %s', async (_, count, asked) => {
  const vectors = unitVectors(count, DIMENSION, 'passages');
  const queries = unitVectors(asked, DIMENSION, 'queries');
  const found = await exactSearch(vectors, queries, { dimension: DIMENSION, depth: 20 });
  expect(found).toHaveLength(asked);
  for (const at of [0, asked - 1]) {
    const truth = byHand(vectors, queries.subarray(at * DIMENSION, (at + 1) * DIMENSION), 20);
    expect(found[at]!.map(({ passage }) => passage)).toEqual(truth.map(({ passage }) => passage));
    for (const [rank, { cosine }] of found[at]!.entries()) {
      expect(cosine).toBeCloseTo(truth[rank]!.cosine, 5);
    }
  }
});

it('of equal vectors the earlier come first, with one thread and with two', async () => {
  const one = unitVectors(1, DIMENSION, 'one');
  const vectors = new Float32Array(300 * DIMENSION);
  for (let row = 0; row < 300; row++) vectors.set(one, row * DIMENSION);
  for (const threads of [1, 2]) {
    const [found] = await exactSearch(vectors, one, { dimension: DIMENSION, depth: 5, threads });
    expect(found!.map(({ passage }) => passage)).toEqual([0, 1, 2, 3, 4]);
  }
});

it('finds all of fewer vectors than the depth, and nothing without a query', async () => {
  const vectors = unitVectors(3, DIMENSION, 'passages');
  const options = { dimension: DIMENSION, depth: 10 };
  const [found] = await exactSearch(vectors, vectors.subarray(0, DIMENSION), options);
  expect(found!.map(({ passage }) => passage).toSorted()).toEqual([0, 1, 2]);
  expect(await exactSearch(vectors, new Float32Array(), options)).toEqual([]);
});
