import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { buildHnswIndex, type HnswIndex, loadHnswIndex } from '../../native/hnsw/hnswIndex.ts';
import { exactSearch, type Neighbour } from './exactSearch.ts';

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

/** What the file next to an index holds. */
interface Sidecar extends IndexFacts {
  /** SHA-256 of the index file. */
  readonly sha256: string;
}

export interface Ranking {
  /** For each query its nearest passages, best first. */
  readonly neighbours: readonly (readonly Neighbour[])[];
  /** Share of the true `depth` nearest that the index found, over up to 100 of the queries. */
  readonly recall: number;
  /** Number of candidates that each search kept; undefined if exact search answered. */
  readonly ef: number | undefined;
  readonly queriesChecked: number;
}

const RECALL_TARGET = 0.99;
const MOST_CHECKED = 100;
const LEAST_EF = 500;
/** How many times the first number of candidates each further search keeps. */
const EF_STEPS = [1, 1.6, 2.4, 4];

/**
 * Builds an HNSW index over unit vectors and saves it with its properties, unless an intact one is
 * there. An index that is damaged, or of other vectors, is built anew: loading it could end the
 * process, or answer wrongly.
 */
export function ensurePassageIndex(file: string, vectors: Float32Array, facts: IndexFacts): void {
  if (!isIntact(file, facts)) buildPassageIndex(file, vectors, facts);
}

/** Builds and saves the index unconditionally; readers see either a complete file or none. */
export function buildPassageIndex(file: string, vectors: Float32Array, facts: IndexFacts): void {
  const index = buildHnswIndex(vectors, facts.dimension);
  const beside = `${file}.part`;
  try {
    // made anew, so that nothing is written through a link that somebody put there
    for (const half of [beside, `${file}.json.part`]) rmSync(half, { force: true });
    index.save(beside);
    flush(beside);
    const sidecar: Sidecar = { ...facts, sha256: sha256(beside) };
    renameSync(beside, file);
    writeFileSync(`${file}.json.part`, JSON.stringify(sidecar), {
      flush: true,
      flag: 'wx',
    });
    renameSync(`${file}.json.part`, `${file}.json`);
  } catch (error) {
    for (const half of [beside, `${file}.json.part`]) rmSync(half, { force: true });
    throw error;
  }
}

/**
 * The `depth` nearest passages of each query.
 *
 * The index is approximate, so its recall at this depth is measured against exact search for the
 * run's own queries, and the search is widened until it finds at least 99 of 100 true neighbours. If it never
 * does, exact search answers.
 */
export async function searchPassages(
  file: string,
  vectors: Float32Array,
  queries: Float32Array,
  { facts, depth, threads }: { facts: IndexFacts; depth: number; threads?: number },
): Promise<Ranking> {
  ensurePassageIndex(file, vectors, facts);
  const { dimension } = facts;
  const index = loadHnswIndex(file, dimension);
  const all = split(queries, dimension);
  const checked = all.slice(0, MOST_CHECKED);
  const options = { dimension, depth, threads };
  const truth = await exactSearch(vectors, queries.subarray(0, MOST_CHECKED * dimension), options);
  let recall = 0;
  for (const step of EF_STEPS) {
    const ef = Math.round(step * Math.max(LEAST_EF, depth));
    index.setEf(ef);
    recall = meanRecall(index, checked, truth, depth);
    if (recall < RECALL_TARGET) continue;
    const neighbours = all.map((query) => {
      const { items, similarities } = index.search(query, depth);
      return items.map((passage, rank) => ({ passage, cosine: similarities[rank]! }));
    });
    return { neighbours, recall, ef, queriesChecked: checked.length };
  }
  const neighbours = await exactSearch(vectors, queries, options);
  return { neighbours, recall, ef: undefined, queriesChecked: checked.length };
}

function isIntact(file: string, facts: IndexFacts): boolean {
  try {
    const { sha256: sum, ...found } = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as Sidecar;
    return isDeepStrictEqual(found, facts) && sum === sha256(file);
  } catch {
    // one of the two files is missing, or the sidecar is damaged
    return false;
  }
}

/** The hash of a file that may be larger than a buffer can be. */
function sha256(file: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(1 << 20);
  const descriptor = openSync(file, 'r');
  try {
    for (let read = -1; read !== 0; ) {
      read = readSync(descriptor, chunk);
      hash.update(chunk.subarray(0, read));
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}

function flush(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function meanRecall(
  index: HnswIndex,
  queries: readonly Float32Array[],
  truth: readonly (readonly Neighbour[])[],
  depth: number,
): number {
  const shares = queries.map((query, row) => {
    const found = new Set(index.search(query, depth).items);
    return truth[row]!.filter(({ passage }) => found.has(passage)).length / truth[row]!.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

function split(vectors: Float32Array, dimension: number): Float32Array[] {
  return Array.from({ length: vectors.length / dimension }, (_, row) =>
    vectors.subarray(row * dimension, (row + 1) * dimension),
  );
}
