import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bm25Search } from '../../electron/engine/measures/bm25Ranking.ts';
import { wordIndex } from '../../electron/engine/measures/wordIndex.ts';
import { wordsOf } from '../../electron/engine/measures/wordsOf.ts';
import { exactSearch } from '../../models/encoder/exactSearch.ts';
import { buildHnswIndex } from '../../native/hnsw/hnswIndex.ts';
import { unitVectors } from '../fixtures/unitVectors.ts';
import { atLeast, type Bar, under } from './peer/bar.ts';
import { corpusTexts } from './peer/dataSets.ts';
import { medianNumber } from './peer/medianNumber.ts';
import { openScript, type Peer } from './peer/openPeer.ts';
import type { BenchmarkResult } from './run.ts';

const DIMENSION = 384;
const EXACT = Number(process.env.EXACT ?? 50_000);
const GRAPH = Number(process.env.GRAPH ?? 40_000);
const PASSAGES = Number(process.env.PASSAGES ?? 100_000);
const ROUNDS = Number(process.env.ROUNDS ?? 7);
const DEPTH = 500;
const QUERIES = 40;
/** Scores that differ by less are equal but for rounding. */
const TIE = 1e-9;
const QUERY_WORDS = 12;
const PASSAGE_WORDS = 40;

/**
 * Search in a corpus beside the libraries that Python has for it: exact search (numpy), HNSW (hnswlib), and BM25
 * (rank_bm25) on real documents. Both sides take turns.
 */
export async function corpus(): Promise<BenchmarkResult> {
  const peer = await openScript('corpus.py', []);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stillroom-bench-corpus-'));
  try {
    const parts = [await exact(peer, folder), await graph(peer, folder), await words(peer, folder)];
    return {
      name: 'corpus',
      ratios: Object.assign({}, ...parts.map(({ ratios }) => ratios)),
      medians: Object.assign({}, ...parts.map(({ seconds }) => seconds)),
      machine: { cpu: os.cpus()[0]!.model, cores: os.cpus().length, peer: peer.hello.join(' ') },
      bars: parts.flatMap(({ bars }) => bars),
    };
  } finally {
    await peer.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Part {
  readonly ratios: Readonly<Record<string, number>>;
  readonly seconds: Readonly<Record<string, number>>;
  readonly bars: readonly Bar[];
}

async function exact(peer: Peer, folder: string): Promise<Part> {
  const vectors = unitVectors(EXACT, DIMENSION, 'passages');
  const file = path.join(folder, 'exact.f32');
  writeFileSync(file, vectors);
  await peer.ask(JSON.stringify({ load: file, dimension: DIMENSION }));
  const options = { dimension: DIMENSION, depth: DEPTH, threads: os.cpus().length };
  const ours: number[] = [];
  const theirs: number[] = [];
  let same = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const query = unitVectors(1, DIMENSION, `query ${round}`);
    const since = performance.now();
    const [found] = await exactSearch(vectors, query, options);
    const took = (performance.now() - since) / 1000;
    const answer = await ask<{ seconds: number; found: number[] }>(peer, {
      exact: Array.from(query),
      depth: DEPTH,
    });
    // the first round loads both libraries
    if (round === 0) continue;
    ours.push(took);
    theirs.push(answer.seconds);
    const rows = new Set(answer.found);
    same += found!.filter(({ passage }) => rows.has(passage)).length / DEPTH / ROUNDS;
  }
  const [our, their] = [medianNumber(ours), medianNumber(theirs)];
  return {
    ratios: { exact: their / our },
    seconds: { 'exact, ours': our, 'exact, numpy': their },
    bars: [
      atLeast(`exact search of ${EXACT.toLocaleString('en')}, numpy`, their / our, 1, 'x'),
      atLeast('the same neighbours', same, 0.999),
    ],
  };
}

async function graph(peer: Peer, folder: string): Promise<Part> {
  const vectors = unitVectors(GRAPH, DIMENSION, 'graph');
  const queries = unitVectors(QUERIES, DIMENSION, 'graph queries');
  const file = path.join(folder, 'graph.f32');
  writeFileSync(file, vectors);
  const since = performance.now();
  const index = buildHnswIndex(vectors, DIMENSION);
  const built = (performance.now() - since) / 1000;
  const their = await ask<{ build: number }>(peer, {
    graph: file,
    dimension: DIMENSION,
    threads: 1,
  });
  index.setEf(100);
  const rate = () => {
    const from = performance.now();
    for (let i = 0; i < QUERIES; i++) {
      index.search(queries.subarray(i * DIMENSION, (i + 1) * DIMENSION), 10);
    }
    return QUERIES / ((performance.now() - from) / 1000);
  };
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(rate());
    const { seconds } = await ask<{ seconds: number }>(peer, {
      near: Array.from(queries),
      depth: 10,
      ef: 100,
    });
    theirs.push(QUERIES / seconds);
  }
  const [our, other] = [medianNumber(ours), medianNumber(theirs)];
  return {
    ratios: { 'HNSW build': their.build / built, 'HNSW queries': our / other },
    seconds: {
      'HNSW build, ours': built,
      'HNSW build, hnswlib': their.build,
      'HNSW queries/s, ours': our,
      'HNSW queries/s, hnswlib': other,
    },
    bars: [
      atLeast('HNSW build, hnswlib with one thread', their.build / built, 0.8, 'x'),
      atLeast('HNSW queries, hnswlib with one thread', our / other, 1, 'x'),
    ],
  };
}

async function words(peer: Peer, folder: string): Promise<Part> {
  const documents = corpusTexts(PASSAGES, PASSAGE_WORDS);
  const every = Math.floor(documents.length / QUERIES);
  const queries = Array.from({ length: QUERIES }, (_, i) =>
    documents[i * every]!.split(' ').slice(0, QUERY_WORDS).join(' '),
  );
  const file = path.join(folder, 'words.json');
  writeFileSync(file, JSON.stringify(documents.map(wordsOf)));
  const since = performance.now();
  const search = bm25Search(await wordIndex(documents));
  const built = (performance.now() - since) / 1000;
  const their = await ask<{ build: number }>(peer, { words: file });
  const ours: number[] = [];
  const theirs: number[] = [];
  let most = 0;
  let differing = 0;
  for (const query of queries) {
    const from = performance.now();
    const found = search(query, DEPTH);
    ours.push((performance.now() - from) / 1000);
    const { seconds, ...answer } = await ask<{
      seconds: number;
      documents: number[];
      scores: number[];
    }>(peer, { query: wordsOf(query), depth: DEPTH });
    theirs.push(seconds);
    for (const [rank, { document, score }] of found.entries()) {
      most = Math.max(most, Math.abs(score - answer.scores[rank]!));
      // V8's logarithm and Python's differ in the last bit, which orders equal scores otherwise
      const isTied = [rank - 1, rank + 1].some(
        (at) => Math.abs(score - (found[at]?.score ?? score + 1)) < TIE,
      );
      differing += Number(document !== answer.documents[rank] && !isTied);
    }
  }
  const [our, other] = [medianNumber(ours), medianNumber(theirs)];
  return {
    ratios: { BM25: other / our, 'BM25 index': their.build / built },
    seconds: {
      'BM25 query, ours': our,
      'BM25 query, rank_bm25': other,
      'BM25 index, ours': built,
      'BM25 index, rank_bm25': their.build,
    },
    bars: [
      atLeast(`BM25 of ${documents.length.toLocaleString('en')}, rank_bm25`, other / our, 10, 'x'),
      under('places with another document, ties aside', differing, 1),
      under('largest difference of a score', most, TIE),
    ],
  };
}

async function ask<T>(peer: Peer, question: object): Promise<T> {
  return JSON.parse(await peer.ask(JSON.stringify(question))) as T;
}
