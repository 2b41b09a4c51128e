import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { buildHnswIndex, type HnswIndex, loadHnswIndex } from '../../native/hnsw/hnswIndex.ts';
import { BadInput } from '../badInput.ts';

/**
 * Properties of an index that its file does not store; saved next to it and checked before it is
 * loaded.
 */
export interface IndexFacts {
  readonly dimension: number;
  readonly metric: 'cosine';
  readonly count: number;
  /** SHA-256 of the encoder's weights. */
  readonly encoder: string;
}

export interface Neighbour {
  readonly passage: number;
  readonly cosine: number;
}

export interface Ranking {
  /** For each query its nearest passages, best first. */
  readonly neighbours: readonly (readonly Neighbour[])[];
  /** Share of the true 50 nearest that the index found, over up to 100 of the queries. */
  readonly recallAt50: number;
  /** Number of candidates that each search kept; undefined if exact search answered. */
  readonly ef: number | undefined;
  readonly queriesChecked: number;
}

const RECALL_TARGET = 0.99;
const RECALL_DEPTH = 50;
const MOST_CHECKED = 100;
const EF_STEPS = [500, 800, 1200, 2000];

/**
 * Builds an HNSW index over unit vectors and saves it with its properties, unless both files exist.
 */
export function ensurePassageIndex(file: string, vectors: Float32Array, facts: IndexFacts): void {
  if (!isIntact(file, facts)) buildPassageIndex(file, vectors, facts);
}

/** Builds and saves the index unconditionally; readers see either a complete file or none. */
export function buildPassageIndex(file: string, vectors: Float32Array, facts: IndexFacts): void {
  const index = buildHnswIndex(vectors, facts.dimension);
  const beside = `${file}.part`;
  index.save(beside);
  flush(beside);
  renameSync(beside, file);
  const sidecar = { ...facts, bytes: statSync(file).size };
  writeFileSync(`${file}.json.part`, JSON.stringify(sidecar), { flush: true });
  renameSync(`${file}.json.part`, `${file}.json`);
}

/**
 * The `depth` nearest passages of each query.
 *
 * The index is approximate, so its recall is measured against exact search for the run's own
 * queries, and the search is widened until it finds at least 99 of 100 true neighbours. If it never
 * does, exact search answers.
 * @throws BadInput if the index belongs to other vectors
 */
export function searchPassages(
  file: string,
  vectors: Float32Array,
  queries: Float32Array,
  { facts, depth }: { facts: IndexFacts; depth: number },
): Ranking {
  const index = openChecked(file, facts);
  const all = split(queries, facts.dimension);
  const checked = all.slice(0, MOST_CHECKED);
  const truth = checked.map((query) => exactSearch(vectors, query, RECALL_DEPTH));
  let recallAt50 = 0;
  for (const ef of EF_STEPS) {
    index.setEf(Math.max(ef, depth));
    recallAt50 = meanRecall(index, checked, truth);
    if (recallAt50 < RECALL_TARGET) continue;
    const neighbours = all.map((query) => {
      const { items, similarities } = index.search(query, depth);
      return items.map((passage, rank) => ({ passage, cosine: similarities[rank]! }));
    });
    return { neighbours, recallAt50, ef: Math.max(ef, depth), queriesChecked: checked.length };
  }
  const neighbours = all.map((query) => exactSearch(vectors, query, depth));
  return { neighbours, recallAt50, ef: undefined, queriesChecked: checked.length };
}

/** Exact search: compares a query with every vector. */
export function exactSearch(vectors: Float32Array, query: Float32Array, k: number): Neighbour[] {
  const dimension = query.length;
  const cosines = new Float32Array(vectors.length / dimension);
  for (let passage = 0; passage < cosines.length; passage++) {
    let sum = 0;
    const at = passage * dimension;
    for (let i = 0; i < dimension; i++) sum += vectors[at + i]! * query[i]!;
    cosines[passage] = sum;
  }
  const order = Array.from(cosines.keys()).sort((a, b) => cosines[b]! - cosines[a]! || a - b);
  return order.slice(0, k).map((passage) => ({ passage, cosine: cosines[passage]! }));
}

function openChecked(file: string, facts: IndexFacts): HnswIndex {
  const found = readFacts(file);
  for (const key of ['dimension', 'metric', 'count', 'encoder'] as const) {
    if (found[key] !== facts[key]) {
      throw new BadInput(
        `${file} was built with ${key} ${found[key]}, and this run needs ${facts[key]}. Delete the ` +
          'file and its .json; the next run builds it again.',
      );
    }
  }
  return loadHnswIndex(file, facts.dimension);
}

function isIntact(file: string, facts: IndexFacts): boolean {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined || !existsSync(`${file}.json`)) return false;
  const found = readFacts(file) as Partial<IndexFacts & { bytes: number }>;
  return found.bytes === size && found.count === facts.count && found.encoder === facts.encoder;
}

function flush(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function readFacts(file: string): Partial<IndexFacts> {
  try {
    return JSON.parse(readFileSync(`${file}.json`, 'utf8')) as IndexFacts;
  } catch {
    rmSync(`${file}.json`, { force: true });
    throw new BadInput(`${file}.json is missing or damaged; delete ${file} too and run again.`);
  }
}

function meanRecall(
  index: HnswIndex,
  queries: readonly Float32Array[],
  truth: readonly (readonly Neighbour[])[],
): number {
  const shares = queries.map((query, row) => {
    const found = new Set(index.search(query, RECALL_DEPTH).items);
    return truth[row]!.filter(({ passage }) => found.has(passage)).length / truth[row]!.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

function split(vectors: Float32Array, dimension: number): Float32Array[] {
  return Array.from({ length: vectors.length / dimension }, (_, row) =>
    vectors.subarray(row * dimension, (row + 1) * dimension),
  );
}
