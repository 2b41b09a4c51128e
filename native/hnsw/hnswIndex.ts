import hnswlib from 'hnswlib-node';

export interface Neighbours {
  /** Item numbers, nearest first. */
  readonly items: number[];
  /** Inner products; for vectors of length 1, cosines. */
  readonly similarities: number[];
}

export interface HnswIndex {
  readonly count: number;
  /** How many candidates a search keeps: more find more of the true neighbours, slower. */
  setEf(ef: number): void;
  search(query: Float32Array, k: number): Neighbours;
  save(file: string): void;
}

/** Malkov and Yashunin's parameters: links a node, and candidates while building. */
const M = 16;
const EF_CONSTRUCTION = 200;
const LEVEL_SEED = 100;

/**
 * Builds an index over `vectors`, `dimension` floats each, numbered in order. One thread, and the
 * same index for the same vectors.
 * @throws RangeError where a vector holds a value that is no number; hnswlib would take it in
 */
export function buildHnswIndex(vectors: Float32Array, dimension: number): HnswIndex {
  const count = vectors.length / dimension;
  const index = new hnswlib.HierarchicalNSW('ip', dimension);
  index.initIndex(count, M, EF_CONSTRUCTION, LEVEL_SEED);
  for (let item = 0; item < count; item++) {
    const vector = vectors.subarray(item * dimension, (item + 1) * dimension);
    if (!vector.every(Number.isFinite))
      throw new RangeError(`vector ${item} is not made of numbers`);
    index.addPoint(Array.from(vector), item);
  }
  return handle(index);
}

/** Reads a saved index. The file does not say its dimension: keep it beside, and check it first. */
export function loadHnswIndex(file: string, dimension: number): HnswIndex {
  const index = new hnswlib.HierarchicalNSW('ip', dimension);
  index.readIndexSync(file);
  return handle(index);
}

function handle(index: InstanceType<typeof hnswlib.HierarchicalNSW>): HnswIndex {
  return {
    count: index.getCurrentCount(),
    setEf: (ef) => index.setEf(ef),
    search(query, k) {
      const wanted = Math.min(k, index.getCurrentCount());
      const { neighbors, distances } = index.searchKnn(Array.from(query), wanted);
      return { items: neighbors, similarities: distances.map((distance) => 1 - distance) };
    },
    save: (file) => index.writeIndexSync(file),
  };
}
