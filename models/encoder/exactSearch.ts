import { type OnnxSession, openOnnxSession } from '../../native/onnx/onnxSession.ts';
import { encodeModel, Graph, matmul } from '../autodiff/autodiff.ts';
import { largestScores } from '../largestScores.ts';

/** A passage by its place among the vectors, and the cosine with the query that found it. */
export interface Neighbour {
  readonly passage: number;
  readonly cosine: number;
}

/** Scores that are held at once, over the vectors of a block and all queries: 16 MiB. */
const BLOCK_SCORES = 1 << 22;

/**
 * Exact search among unit vectors: one matrix product a block compares every query with every vector, and of its
 * scores only the largest are sorted.
 * @param vectors float32[N * dimension]
 * @param queries float32[Q * dimension]
 * @returns for each query its `depth` nearest vectors, best first; of equal ones the earlier first
 */
export async function exactSearch(
  vectors: Float32Array,
  queries: Float32Array,
  { dimension, depth, threads = 1 }: ExactSearchOptions,
): Promise<Neighbour[][]> {
  const count = queries.length / dimension;
  if (count === 0) return [];
  const tops = Array.from({ length: count }, () => largestScores(depth));
  const session = await openProduct(dimension, threads);
  try {
    const total = vectors.length / dimension;
    const rows = Math.max(1, Math.floor(BLOCK_SCORES / count));
    for (let from = 0; from < total; from += rows) {
      const to = Math.min(total, from + rows);
      const block = vectors.subarray(from * dimension, to * dimension);
      const { scores } = await session.run(
        {
          queries: { data: queries, dims: [count, dimension] },
          vectors: { data: block, dims: [to - from, dimension] },
        },
        ['scores'],
      );
      const values = scores!.data as Float32Array;
      for (const [query, top] of tops.entries()) {
        top.offer(values.subarray(query * (to - from), (query + 1) * (to - from)), from);
      }
    }
  } finally {
    await session.release();
  }
  return tops.map((top) =>
    top.sorted().map(({ item, score }) => ({ passage: item, cosine: score })),
  );
}

export interface ExactSearchOptions {
  readonly dimension: number;
  readonly depth: number;
  readonly threads?: number | undefined;
}

function openProduct(dimension: number, threads: number): Promise<OnnxSession> {
  const graph = new Graph();
  const queries = graph.input('queries', 'float32', ['Q', dimension]);
  const vectors = graph.input('vectors', 'float32', ['N', dimension]);
  const scores = matmul(graph, queries, vectors, { transB: true });
  return openOnnxSession(encodeModel(graph, { outputs: { scores } }), { threads });
}
