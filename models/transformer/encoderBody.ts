import {
  castToFloat,
  type Graph,
  multiply,
  reshape,
  slice,
  subtract,
  type Tensor,
} from '../autodiff/autodiff.ts';
import type { BodySite, EncoderConfig } from './encoderConfig.ts';
import type { Dropout } from './maskedDropout.ts';
import type { WeightBook } from './weightBook.ts';

/** The inputs of a graph of this folder: HF's three inputs, each int64[B, S]. */
export interface TokenInputs {
  readonly inputIds: Tensor;
  readonly attentionMask: Tensor;
  readonly tokenTypeIds: Tensor;
}

export function tokenInputs(graph: Graph): TokenInputs {
  return {
    inputIds: graph.input('input_ids', 'int64', ['B', 'S']),
    attentionMask: graph.input('attention_mask', 'int64', ['B', 'S']),
    tokenTypeIds: graph.input('token_type_ids', 'int64', ['B', 'S']),
  };
}

/**
 * The word table is excluded from differentiation: its gradient is computed as the gradient of
 * these rows.
 */
export const WORD_TABLE = 'embeddings.word_embeddings.weight';

/** The word table's name in ModernBERT's files; in graphs it is `WORD_TABLE`, as in all families. */
export const MODERN_WORD_TABLE = 'embeddings.tok_embeddings.weight';

export interface EncoderBody {
  /** Every weight by its Hugging Face name, without the family's prefix (`bert.`). */
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** The gathered word embeddings, float32[B, S, H]: request their gradient, not the table's. */
  readonly wordRows: Tensor;
  /**
   * The last layer's output: float32[B*S, H], or float32[B, H] if only first tokens are requested.
   */
  readonly hidden: Tensor;
}

export interface BodyRequest {
  readonly graph: Graph;
  readonly config: EncoderConfig;
  readonly inputs: TokenInputs;
  /** Wraps each place where the model applies dropout; the identity at inference. */
  readonly drop: Readonly<Record<BodySite, Dropout>>;
  /**
   * 'first' computes the last layer for the first token only, as far as possible, because a
   * classifier reads nothing else: keys and values still come from every token, so the result is
   * the same.
   */
  readonly wanted: 'all' | 'first';
  readonly book: WeightBook;
}

/** float32[B, H] of float32[B*S, H]. */
export function firstTokens(graph: Graph, x: Tensor, hidden: number): Tensor {
  const rows = reshape(graph, x, ['B', 'S', hidden]);
  return reshape(graph, slice(graph, rows, { axis: 1, start: 0, length: 1 }), ['B', hidden]);
}

/** The finite substitute for minus infinity that PyTorch's BERT adds to masked scores. */
const MASKED = -3.4028234663852886e38;

/** Added to scores, float32[B, 1, 1, S]: 0 at words, and the mask value at padding. */
export function keyMaskBias(graph: Graph, attentionMask: Tensor): Tensor {
  return maskBias(graph, reshape(graph, castToFloat(graph, attentionMask), ['B', 1, 1, 'S']));
}

/** 0 where `visible` is 1, and the mask value where it is 0: of the shape of `visible`. */
export function maskBias(graph: Graph, visible: Tensor): Tensor {
  return multiply(graph, subtract(graph, graph.scalar(1), visible), graph.scalar(MASKED));
}
