import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exactSearch } from '../../../models/encoder/exactSearch.ts';
import {
  buildPassageIndex,
  type IndexFacts,
  searchPassages,
} from '../../../models/encoder/passageIndex.ts';
import { buildHnswIndex } from '../../../native/hnsw/hnswIndex.ts';
import { unitVectors } from '../../fixtures/unitVectors.ts';

const DIMENSION = 24;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-index-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function built(count: number, dimension = DIMENSION) {
  const file = path.join(folder, `${count}-${dimension}.hnsw`);
  const vectors = unitVectors(count, dimension, 'passages');
  const facts: IndexFacts = { dimension, metric: 'cosine', count, encoder: 'abc' };
  buildPassageIndex(file, vectors, facts);
  return { file, vectors, facts };
}

describe('search through the index', () => {
  it('finds what exact search finds, best first, and says its recall', async () => {
    const { file, vectors, facts } = built(2000);
    const queries = unitVectors(20, DIMENSION, 'queries');
    const ranking = await searchPassages(file, vectors, queries, { facts, depth: 100 });
    expect(ranking.recall).toBeGreaterThanOrEqual(0.99);
    expect(ranking.queriesChecked).toBe(20);
    const truth = await exactSearch(vectors, queries, { dimension: DIMENSION, depth: 100 });
    for (const [row, neighbours] of ranking.neighbours.entries()) {
      const exact = truth[row]!;
      expect(neighbours).toHaveLength(100);
      expect(neighbours[0]!.passage).toBe(exact[0]!.passage);
      expect(neighbours[0]!.cosine).toBeCloseTo(exact[0]!.cosine, 5);
      const cosines = neighbours.map(({ cosine }) => cosine);
      expect(cosines).toEqual(cosines.toSorted((a, b) => b - a));
    }
  });

  it('says the recall of the whole depth, not only of its beginning', async () => {
    const width = 96;
    const { file, vectors, facts } = built(6000, width);
    const queries = unitVectors(10, width, 'queries');
    const { neighbours, recall } = await searchPassages(file, vectors, queries, {
      facts,
      depth: 500,
    });
    const truth = await exactSearch(vectors, queries, { dimension: width, depth: 500 });
    const shares = neighbours.map((list, row) => {
      const found = new Set(list.map(({ passage }) => passage));
      return truth[row]!.filter((one) => found.has(one.passage)).length / 500;
    });
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeCloseTo(recall, 9);
    expect(recall).toBeGreaterThanOrEqual(0.99);
  });

  it('is exact search where the corpus is smaller than the depth', async () => {
    const { file, vectors, facts } = built(30);
    const ranking = await searchPassages(file, vectors, unitVectors(3, DIMENSION, 'q'), {
      facts,
      depth: 500,
    });
    expect(ranking.neighbours.every((list) => list.length === 30)).toBe(true);
    expect(ranking.recall).toBe(1);
  });

  it('is the same for the same vectors, also from the saved file', async () => {
    const { file, vectors, facts } = built(500);
    const queries = unitVectors(5, DIMENSION, 'queries');
    const first = await searchPassages(file, vectors, queries, { facts, depth: 20 });
    buildPassageIndex(file, vectors, facts);
    expect(await searchPassages(file, vectors, queries, { facts, depth: 20 })).toEqual(first);
  });
});

describe('an index that cannot be trusted is built anew', () => {
  const damages: Readonly<Record<string, (file: string) => void>> = {
    'zeros in the middle': (file) => {
      const bytes = readFileSync(file);
      bytes.fill(0, bytes.length / 3, bytes.length / 2);
      writeFileSync(file, bytes);
    },
    'one bit': (file) => {
      const bytes = readFileSync(file);
      bytes[bytes.length - 9]! ^= 1;
      writeFileSync(file, bytes);
    },
    'a lost half': (file) => truncateSync(file, statSync(file).size / 2),
    'a lost file': (file) => rmSync(file),
    'a lost sidecar': (file) => rmSync(`${file}.json`),
    'half a sidecar': (file) => writeFileSync(`${file}.json`, '{'),
    'a sidecar of null': (file) => writeFileSync(`${file}.json`, 'null'),
    'another dimension': (file) => edit(file, { dimension: 12 }),
    'another count': (file) => edit(file, { count: 31 }),
    'another encoder': (file) => edit(file, { encoder: 'other' }),
  };

  it.each(Object.keys(damages))('%s', async (name) => {
    const { file, vectors, facts } = built(300);
    const queries = unitVectors(5, DIMENSION, 'queries');
    const before = await searchPassages(file, vectors, queries, { facts, depth: 20 });
    damages[name]!(file);
    expect(await searchPassages(file, vectors, queries, { facts, depth: 20 })).toEqual(before);
    const { mtimeMs } = statSync(file);
    await searchPassages(file, vectors, queries, { facts, depth: 20 });
    expect(statSync(file).mtimeMs).toBe(mtimeMs);
  });

  function edit(file: string, change: Partial<IndexFacts>): void {
    const facts = JSON.parse(readFileSync(`${file}.json`, 'utf8'));
    writeFileSync(`${file}.json`, JSON.stringify({ ...facts, ...change }));
  }
});

describe('building', () => {
  it('a vector that is not made of numbers is refused', () => {
    const vectors = unitVectors(3, DIMENSION, 'passages');
    vectors[DIMENSION + 2] = Number.NaN;
    expect(() => buildHnswIndex(vectors, DIMENSION)).toThrow(/vector 1 is not made of numbers/);
  });
});
