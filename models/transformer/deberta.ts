import {
  add,
  castToFloat,
  type Graph,
  gelu,
  gemm,
  matmul,
  multiply,
  oneHot,
  reshape,
  slice,
  softmax,
  type Tensor,
  transpose,
  window,
} from '../autodiff/autodiff.ts';
import {
  type BodyRequest,
  type EncoderBody,
  firstTokens,
  keyMaskBias,
  WORD_TABLE,
} from './encoderBody.ts';
import type { EncoderConfig } from './encoderConfig.ts';
import { relativeBucket } from './relativeBucket.ts';
import type { WeightBook } from './weightBook.ts';

/**
 * DeBERTa-v2 and v3 (He et al. 2021) from the embeddings to the last layer, as in Hugging Face's
 * DebertaV2Model: attention is disentangled into words to words, words to positions and positions to
 * words (DeBERTa, section 3.1, equation 4), with positions relative and in buckets.
 */
export function buildDeberta({
  graph,
  config,
  inputs,
  drop,
  wanted,
  book,
}: BodyRequest): EncoderBody {
  const { hidden: H, heads: N, epsilon, intermediate } = config;
  const D = H / N;
  // content to content, content to position, position to content
  const alpha = 1 / Math.sqrt(D * 3);
  const splitHeads = (x: Tensor) =>
    transpose(graph, reshape(graph, x, ['B', 'S', N, D]), [0, 2, 1, 3]);
  const maskBias = keyMaskBias(graph, inputs.attentionMask);
  const positions = relativePositions(graph, config, book);

  const attention = (x: Tensor, at: string) => {
    const self = `${at}.attention.self`;
    const query = splitHeads(book.linear(x, `${self}.query_proj`, H, H));
    const key = splitHeads(book.linear(x, `${self}.key_proj`, H, H));
    const value = splitHeads(book.linear(x, `${self}.value_proj`, H, H));
    const table = drop.embeddings(positions.table);
    const place = (rows: Tensor, role: 'query' | 'key') => {
      const name = config.relative!.sharesProjections
        ? `${self}.${role}_proj`
        : `${self}.pos_${role}_proj`;
      const projected = book.linear(gemm(graph, rows, table), name, H, H);
      return transpose(graph, reshape(graph, projected, ['2*S', N, D]), [1, 0, 2]);
    };
    const toWords = matmul(graph, query, key, { transB: true, alpha });
    // row i's column for distance d = i - j is at S - d: one shift moves it to column j
    const wordToPlace = matmul(graph, query, place(positions.forKeys, 'key'), {
      transB: true,
      alpha,
    });
    const placeToWord = matmul(graph, key, place(positions.forQueries, 'query'), {
      transB: true,
      alpha,
    });
    const scores = add(
      graph,
      add(graph, toWords, skew(graph, wordToPlace, N)),
      transpose(graph, skew(graph, placeToWord, N), [0, 1, 3, 2]),
    );
    const weights = drop.attention(softmax(graph, add(graph, scores, maskBias)));
    const context = transpose(graph, matmul(graph, weights, value), [0, 2, 1, 3]);
    return reshape(graph, context, ['B*S', H]);
  };

  const rest = (context: Tensor, x: Tensor, at: string) => {
    const joined = drop.attentionOutput(book.linear(context, `${at}.attention.output.dense`, H, H));
    const attended = book.norm(
      add(graph, joined, x),
      `${at}.attention.output.LayerNorm`,
      H,
      epsilon,
    );
    const wide = gelu(graph, book.linear(attended, `${at}.intermediate.dense`, H, intermediate));
    const output = drop.feedForward(book.linear(wide, `${at}.output.dense`, intermediate, H));
    return book.norm(add(graph, output, attended), `${at}.output.LayerNorm`, H, epsilon);
  };

  const wordRows = book.rows(WORD_TABLE, config.vocabulary, H, inputs.inputIds);
  const mask = reshape(graph, castToFloat(graph, inputs.attentionMask), ['B*S', 1]);
  const normed = book.norm(
    reshape(graph, wordRows, ['B*S', H]),
    'embeddings.LayerNorm',
    H,
    epsilon,
  );
  let x = drop.embeddings(multiply(graph, normed, mask));
  for (let layer = 0; layer < config.layers; layer++) {
    const at = `encoder.layer.${layer}`;
    const context = attention(x, at);
    const isShort = wanted === 'first' && layer === config.layers - 1;
    x = isShort
      ? rest(firstTokens(graph, context, H), firstTokens(graph, x, H), at)
      : rest(context, x, at);
  }
  return { parameters: book.parameters, wordRows, hidden: x };
}

/**
 * The table of relative positions, and for each of the 2S distances that a batch may have, its row
 * as a one-hot vector: duplicates are then summed by a matrix product, which is exact and has no
 * races.
 */
function relativePositions(graph: Graph, config: EncoderConfig, book: WeightBook) {
  const relative = config.relative!;
  const { hidden: H, positions, epsilon } = config;
  const rows = 2 * relative.buckets;
  const raw = book.weight('encoder.rel_embeddings.weight', rows, H);
  const table = relative.hasNorm ? book.norm(raw, 'encoder.LayerNorm', H, epsilon) : raw;
  const distances = Array.from({ length: 2 * positions }, (_, c) => positions - c);
  const oneHots = (sign: 1 | -1) => {
    const buckets = distances.map((distance) => relativeBucket(sign * distance, relative));
    // of the distances P … -(P - 1), those from S to -(S - 1)
    const near = window(graph, graph.constant(buckets, 'int64'), 'S');
    return oneHot(graph, near, rows);
  };
  return { table, forKeys: oneHots(1), forQueries: oneHots(-1) };
}

/**
 * float32[B, N, S, 2S] to float32[B, N, S, S]: row i loses its first S - i columns. Read as 2S rows of S,
 * without the first of them, and again as rows of 2S - 1, each row has moved by one more than the last
 * (the relative shift of Transformer-XL, Dai et al. 2019, appendix B).
 */
function skew(graph: Graph, x: Tensor, heads: number): Tensor {
  const rows = reshape(graph, x, ['B', heads, '2*S', 'S']);
  const rest = slice(graph, rows, { axis: 2, start: 1, length: '2*S-1' });
  const moved = reshape(graph, rest, ['B', heads, 'S', '2*S-1']);
  return slice(graph, moved, { axis: 3, start: 0, length: 'S' });
}
