import {
  add,
  castToFloat,
  type Graph,
  greater,
  matmul,
  multiply,
  reshape,
  slice,
  softmax,
  subtract,
  type Tensor,
  transpose,
} from '../autodiff/autodiff.ts';
import { activate } from './activate.ts';
import {
  type BodyRequest,
  type EncoderBody,
  firstTokens,
  maskBias,
  WORD_TABLE,
} from './encoderBody.ts';
import { positionColumn, type RotaryTable, rotaryTable, rotate } from './rotaryTable.ts';

/** What the layers of one kind share. */
interface LayerKind {
  readonly rotary: RotaryTable;
  /** Added to scores: float32[B, 1, 1, S], or float32[B, 1, S, S] of local layers. */
  readonly bias: Tensor;
}

/**
 * ModernBERT (Warner et al. 2024, arXiv 2412.13663, section 2.1) from the embeddings to the final
 * norm, as in Hugging Face's ModernBertModel: pre-norm layers with rotary positions, GeGLU, and
 * attention that is global in some layers and sees a window in the others. Ettin and
 * granite-embedding-r2 are ModernBERT in other sizes.
 */
export function buildModernBert({
  graph,
  config,
  inputs,
  drop,
  wanted,
  book,
}: BodyRequest): EncoderBody {
  const { hidden: H, heads: N, intermediate: I, epsilon } = config;
  const { isGlobal, window, globalTheta, localTheta, biases, activation } = config.modern!;
  const D = H / N;
  const norm = (x: Tensor, name: string) => book.norm(x, name, H, epsilon, { bias: biases.norm });
  const positions = positionColumn(graph, config.positions);
  const words = reshape(graph, castToFloat(graph, inputs.attentionMask), ['B', 1, 1, 'S']);
  const globalKind = (): LayerKind => ({
    rotary: rotaryTable(graph, positions, D, globalTheta),
    bias: maskBias(graph, words),
  });
  // one bias of both masks: two mask values would add up to minus infinity, and a row of nothing
  // else to NaN
  const localKind = (): LayerKind => ({
    rotary: rotaryTable(graph, positions, D, localTheta),
    bias: maskBias(graph, multiply(graph, words, nearTokens(graph, positions, window))),
  });
  const kinds = {
    global: isGlobal.includes(true) ? globalKind() : undefined,
    local: isGlobal.includes(false) ? localKind() : undefined,
  };

  const attention = (x: Tensor, layer: number, tokens: 'all' | 'first') => {
    const at = `layers.${layer}.attn`;
    const { rotary, bias } = kinds[isGlobal[layer] ? 'global' : 'local']!;
    const joined = book.linear(x, `${at}.Wqkv`, H, 3 * H, { bias: biases.attention });
    const split = transpose(graph, reshape(graph, joined, ['B', 'S', 3, N, D]), [2, 0, 3, 1, 4]);
    const part = (start: number) =>
      reshape(graph, slice(graph, split, { axis: 0, start, length: 1 }), ['B', N, 'S', D]);
    const turned = rotate(graph, part(0), rotary);
    const query = tokens === 'all' ? turned : slice(graph, turned, FIRST_TOKEN);
    const seen = tokens === 'all' || isGlobal[layer] ? bias : slice(graph, bias, FIRST_TOKEN);
    const scores = matmul(graph, query, rotate(graph, part(1), rotary), {
      transB: true,
      alpha: 1 / Math.sqrt(D),
    });
    const weights = drop.attention(softmax(graph, add(graph, scores, seen)));
    const context = transpose(graph, matmul(graph, weights, part(2)), [0, 2, 1, 3]);
    const rows = reshape(graph, context, [tokens === 'all' ? 'B*S' : 'B', H]);
    return drop.attentionOutput(book.linear(rows, `${at}.Wo`, H, H, { bias: biases.attention }));
  };

  const feedForward = (x: Tensor, layer: number) => {
    const at = `layers.${layer}.mlp`;
    const wide = book.linear(x, `${at}.Wi`, H, 2 * I, { bias: biases.mlp });
    const half = (start: number) => slice(graph, wide, { axis: 1, start, length: I });
    const gated = drop.feedForward(multiply(graph, activate(graph, half(0), activation), half(I)));
    return book.linear(gated, `${at}.Wo`, I, H, { bias: biases.mlp });
  };

  const wordRows = book.rows(WORD_TABLE, config.vocabulary, H, inputs.inputIds);
  let x = drop.embeddings(norm(reshape(graph, wordRows, ['B*S', H]), 'embeddings.norm'));
  for (let layer = 0; layer < config.layers; layer++) {
    const tokens = layer === config.layers - 1 ? wanted : 'all';
    // the embeddings' norm is the first layer's
    const read = layer === 0 ? x : norm(x, `layers.${layer}.attn_norm`);
    const attended = attention(read, layer, tokens);
    x = add(graph, attended, tokens === 'all' ? x : firstTokens(graph, x, H));
    x = add(graph, x, feedForward(norm(x, `layers.${layer}.mlp_norm`), layer));
  }
  return { parameters: book.parameters, wordRows, hidden: norm(x, 'final_norm') };
}

/** The first token, on the axis of tokens of [B, N, S, …]. */
const FIRST_TOKEN = { axis: 2, start: 0, length: 1 } as const;

/** 1 for tokens that are at most `window` apart, 0 for others: float32[1, 1, S, S]. */
function nearTokens(graph: Graph, positions: Tensor, window: number): Tensor {
  const distances = subtract(graph, positions, reshape(graph, positions, [1, 'S']));
  const squares = multiply(graph, distances, distances);
  const isFar = castToFloat(graph, greater(graph, squares, graph.scalar(window ** 2)));
  return reshape(graph, subtract(graph, graph.scalar(1), isFar), [1, 1, 'S', 'S']);
}
