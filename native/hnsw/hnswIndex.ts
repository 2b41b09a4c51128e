import hnswlib from 'hnswlib-node';

export interface Neighbours {
  /** Item indices, nearest first. */
  readonly items: number[];
  /** Inner products; for unit vectors, cosines. */
  readonly similarities: number[];
}

export interface HnswIndex {
  readonly count: number;
  /** Number of candidates that a search keeps: more improve the recall, but take longer. */
  setEf(ef: number): void;
  search(query: Float32Array, k: number): Neighbours;
  save(file: string): void;
}

/** Malkov and Yashunin's parameters: links per node, and candidates during construction. */
const M = 16;
const EF_CONSTRUCTION = 200;
const LEVEL_SEED = 100;

/**
 * Builds an index over `vectors`, `dimension` floats each, numbered in order. It uses one thread,
 * so the same vectors give the same index.
 * @throws RangeError if a vector contains NaN, which hnswlib would accept
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

/**
 * Reads a saved index. The file does not contain its dimension: store it separately, and check it
 * first.
 */
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
