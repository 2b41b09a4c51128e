import {
  add,
  castToFloat,
  type Dim,
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
} from '../autodiff/autodiff.ts';
import {
  type BodyRequest,
  type EncoderBody,
  firstTokens,
  keyMaskBias,
  type TokenInputs,
  WORD_TABLE,
} from './encoderBody.ts';

/** The names of one layer's weights. */
interface LayerNames {
  readonly query: string;
  readonly key: string;
  readonly value: string;
  readonly joined: string;
  readonly joinedNorm: string;
  readonly inner: string;
  readonly outer: string;
  readonly outerNorm: string;
}

const bertNames = (layer: number): LayerNames => {
  const at = `encoder.layer.${layer}`;
  return {
    query: `${at}.attention.self.query`,
    key: `${at}.attention.self.key`,
    value: `${at}.attention.self.value`,
    joined: `${at}.attention.output.dense`,
    joinedNorm: `${at}.attention.output.LayerNorm`,
    inner: `${at}.intermediate.dense`,
    outer: `${at}.output.dense`,
    outerNorm: `${at}.output.LayerNorm`,
  };
};

const distilBertNames = (layer: number): LayerNames => {
  const at = `transformer.layer.${layer}`;
  return {
    query: `${at}.attention.q_lin`,
    key: `${at}.attention.k_lin`,
    value: `${at}.attention.v_lin`,
    joined: `${at}.attention.out_lin`,
    joinedNorm: `${at}.sa_layer_norm`,
    inner: `${at}.ffn.lin1`,
    outer: `${at}.ffn.lin2`,
    outerNorm: `${at}.output_layer_norm`,
  };
};

/**
 * BERT (Devlin et al. 2019) from the embeddings to the last layer, as in Hugging Face's BertModel,
 * and its relatives: RoBERTa (Liu et al. 2019) numbers positions from 2, DistilBERT (Sanh et al.
 * 2019) has no segments and other names.
 */
export function buildBert({ graph, config, inputs, drop, wanted, book }: BodyRequest): EncoderBody {
  const { hidden: H, heads: N, epsilon } = config;
  const D = H / N;
  const names = config.type === 'distilbert' ? distilBertNames : bertNames;
  const splitHeads = (x: Tensor, tokens: Dim = 'S') =>
    transpose(graph, reshape(graph, x, ['B', tokens, N, D]), [0, 2, 1, 3]);
  const joinHeads = (x: Tensor, rows: Dim) =>
    reshape(graph, transpose(graph, x, [0, 2, 1, 3]), [rows, H]);
  const maskBias = keyMaskBias(graph, inputs.attentionMask);

  const attention = (x: Tensor, layer: LayerNames, tokens: 'all' | 'first') => {
    const asking = tokens === 'all' ? x : firstTokens(graph, x, H);
    const query = splitHeads(book.linear(asking, layer.query, H, H), tokens === 'all' ? 'S' : 1);
    const key = splitHeads(book.linear(x, layer.key, H, H));
    const value = splitHeads(book.linear(x, layer.value, H, H));
    const scores = matmul(graph, query, key, { transB: true, alpha: 1 / Math.sqrt(D) });
    const weights = drop.attention(softmax(graph, add(graph, scores, maskBias)));
    const context = joinHeads(matmul(graph, weights, value), asking.shape[0]!);
    const output = drop.attentionOutput(book.linear(context, layer.joined, H, H));
    return book.norm(add(graph, output, asking), layer.joinedNorm, H, epsilon);
  };

  const feedForward = (x: Tensor, { inner, outer, outerNorm }: LayerNames) => {
    const wide = gelu(graph, book.linear(x, inner, H, config.intermediate));
    const output = drop.feedForward(book.linear(wide, outer, config.intermediate, H));
    return book.norm(add(graph, output, x), outerNorm, H, epsilon);
  };

  const { wordRows, embedded } = embed({ graph, config, inputs, drop, wanted, book });
  let x = drop.embeddings(book.norm(embedded, 'embeddings.LayerNorm', H, epsilon));
  for (let layer = 0; layer < config.layers; layer++) {
    const tokens = layer === config.layers - 1 ? wanted : 'all';
    x = feedForward(attention(x, names(layer), tokens), names(layer));
  }
  return { parameters: book.parameters, wordRows, hidden: x };
}

/**
 * The segment of each token as a one-hot vector. A model with a single one does not ask for the input,
 * which the tokenizers of such models do not give.
 */
function segments(
  graph: Graph,
  { tokenTypeIds, attentionMask }: TokenInputs,
  types: number,
): Tensor {
  if (types > 1) return oneHot(graph, tokenTypeIds, types);
  const zeros = multiply(graph, castToFloat(graph, attentionMask), graph.scalar(0));
  return add(graph, zeros, graph.scalar(1));
}

/** Words, positions and, if there are any, segments: float32[B*S, H], not yet normalized. */
function embed({ graph, config, inputs, book }: BodyRequest): {
  wordRows: Tensor;
  embedded: Tensor;
} {
  const { hidden: H, tokenTypes, positions, firstPosition } = config;
  const wordRows = book.rows(WORD_TABLE, config.vocabulary, H, inputs.inputIds);
  const table = book.weight('embeddings.position_embeddings.weight', firstPosition + positions, H);
  const placed = slice(graph, table, { axis: 0, start: firstPosition, length: 'S' });
  const sum = reshape(graph, add(graph, wordRows, placed), ['B*S', H]);
  if (tokenTypes === 0) return { wordRows, embedded: sum };
  const types = gemm(
    graph,
    reshape(graph, segments(graph, inputs, tokenTypes), ['B*S', tokenTypes]),
    book.weight('embeddings.token_type_embeddings.weight', tokenTypes, H),
  );
  return { wordRows, embedded: add(graph, sum, types) };
}
