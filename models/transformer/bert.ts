import {
  add,
  castToFloat,
  type Dim,
  dropout,
  type Graph,
  gather,
  gelu,
  gemm,
  layerNormalization,
  matmul,
  multiply,
  oneHot,
  reshape,
  slice,
  softmax,
  subtract,
  type Tensor,
  transpose,
} from '../autodiff/autodiff.ts';
import type { BertConfig } from './bertConfig.ts';

/** What a graph of this folder reads: HF's three inputs, each int64[B, S]. */
export interface BertInputs {
  readonly inputIds: Tensor;
  readonly attentionMask: Tensor;
  readonly tokenTypeIds: Tensor;
}

export function bertInputs(graph: Graph): BertInputs {
  return {
    inputIds: graph.input('input_ids', 'int64', ['B', 'S']),
    attentionMask: graph.input('attention_mask', 'int64', ['B', 'S']),
    tokenTypeIds: graph.input('token_type_ids', 'int64', ['B', 'S']),
  };
}

/** The word table leaves differentiation: its gradient arrives as the gradient of these rows. */
export const WORD_TABLE = 'embeddings.word_embeddings.weight';

export interface BertBody {
  /** Every weight by its Hugging Face name, without the prefix `bert.`. */
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** The gathered word embeddings, float32[B, S, H]: ask for their gradient, not the table's. */
  readonly wordRows: Tensor;
  /** The last layer's output: float32[B*S, H], or float32[B, H] where only first tokens are wanted. */
  readonly hidden: Tensor;
}

/** The finite stand-in for minus infinity that PyTorch's BERT adds to masked scores. */
const MASKED = -3.4028234663852886e38;

/**
 * BERT (Devlin et al. 2019) from the embeddings to the last layer, as in Hugging Face's BertModel.
 *
 * @param drop wraps each place where BERT drops out; the identity at inference
 * @param wanted 'first' computes the last layer for `[CLS]` alone, which is all that a classifier
 *   reads: its keys and values still come from every token, so the result is the same, and five
 *   sixths of the layer's products fall away
 */
export function buildBert(
  graph: Graph,
  config: BertConfig,
  inputs: BertInputs,
  drop: Dropout = (x) => x,
  wanted: 'all' | 'first' = 'all',
): BertBody {
  const { hidden: H, heads: N } = config;
  const D = H / N;
  const parameters = new Map<string, Tensor>();
  const weight = (name: string, ...shape: number[]) => {
    const tensor = graph.parameter(name, shape);
    parameters.set(name, tensor);
    return tensor;
  };
  const linear = (x: Tensor, name: string, from: number, to: number) =>
    gemm(graph, x, weight(`${name}.weight`, to, from), weight(`${name}.bias`, to), {
      transB: true,
    });
  const norm = (x: Tensor, name: string) =>
    layerNormalization(graph, x, {
      gain: weight(`${name}.weight`, H),
      bias: weight(`${name}.bias`, H),
      epsilon: config.epsilon,
    });
  const splitHeads = (x: Tensor, tokens: Dim = 'S') =>
    transpose(graph, reshape(graph, x, ['B', tokens, N, D]), [0, 2, 1, 3]);
  const joinHeads = (x: Tensor, rows: Dim) =>
    reshape(graph, transpose(graph, x, [0, 2, 1, 3]), [rows, H]);
  const firstTokens = (x: Tensor) => {
    const first = slice(graph, reshape(graph, x, ['B', 'S', H]), { axis: 1, start: 0, length: 1 });
    return reshape(graph, first, ['B', H]);
  };

  const maskBias = (() => {
    const mask = reshape(graph, castToFloat(graph, inputs.attentionMask), ['B', 1, 1, 'S']);
    return multiply(graph, subtract(graph, graph.scalar(1), mask), graph.scalar(MASKED));
  })();

  const attention = (x: Tensor, name: string, tokens: 'all' | 'first') => {
    const asking = tokens === 'all' ? x : firstTokens(x);
    const query = splitHeads(
      linear(asking, `${name}.self.query`, H, H),
      tokens === 'all' ? 'S' : 1,
    );
    const key = splitHeads(linear(x, `${name}.self.key`, H, H));
    const value = splitHeads(linear(x, `${name}.self.value`, H, H));
    const scores = matmul(graph, query, key, { transB: true, alpha: 1 / Math.sqrt(D) });
    const weights = drop(softmax(graph, add(graph, scores, maskBias)));
    const context = joinHeads(matmul(graph, weights, value), asking.shape[0]!);
    const output = drop(linear(context, `${name}.output.dense`, H, H));
    return norm(add(graph, output, asking), `${name}.output.LayerNorm`);
  };

  const feedForward = (x: Tensor, name: string) => {
    const inner = gelu(graph, linear(x, `${name}.intermediate.dense`, H, config.intermediate));
    const output = drop(linear(inner, `${name}.output.dense`, config.intermediate, H));
    return norm(add(graph, output, x), `${name}.output.LayerNorm`);
  };

  const wordRows = gather(graph, weight(WORD_TABLE, config.vocabulary, H), inputs.inputIds);
  const positions = slice(
    graph,
    weight('embeddings.position_embeddings.weight', config.positions, H),
    { axis: 0, start: 0, length: 'S' },
  );
  const types = gemm(
    graph,
    reshape(graph, oneHot(graph, inputs.tokenTypeIds, config.tokenTypes), [
      'B*S',
      config.tokenTypes,
    ]),
    weight('embeddings.token_type_embeddings.weight', config.tokenTypes, H),
  );
  const embedded = add(graph, reshape(graph, add(graph, wordRows, positions), ['B*S', H]), types);
  let x = drop(norm(embedded, 'embeddings.LayerNorm'));
  for (let layer = 0; layer < config.layers; layer++) {
    const name = `encoder.layer.${layer}`;
    const tokens = layer === config.layers - 1 ? wanted : 'all';
    x = feedForward(attention(x, `${name}.attention`, tokens), name);
  }
  return { parameters, wordRows, hidden: x };
}

/** Drops elements of x at training time. */
export type Dropout = (x: Tensor) => Tensor;

/** A dropout that reads a mask of its own from the graph's inputs at each use. */
export function maskedDropout(graph: Graph, keep: number): { drop: Dropout; masks: Tensor[] } {
  const masks: Tensor[] = [];
  const drop: Dropout = (x) => {
    const mask = graph.input(`dropout_${masks.length}`, 'uint8', x.shape);
    masks.push(mask);
    return dropout(graph, x, mask, keep);
  };
  return { drop, masks };
}
