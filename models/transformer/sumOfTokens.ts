import { castToFloat, type Graph, matmul, reshape, type Tensor } from '../autodiff/autodiff.ts';

/** The sum of each text's tokens without its padding, and their number. */
export interface TokenSum {
  /** float32[B, H] */
  readonly sum: Tensor;
  /** 1 at words and 0 at padding: float32[B, 1, S] */
  readonly mask: Tensor;
}

/**
 * @param hidden the last layer's output of every token, float32[B*S, H]
 * @param attentionMask int64[B, S]
 */
export function sumOfTokens(
  graph: Graph,
  hidden: Tensor,
  attentionMask: Tensor,
  width: number,
): TokenSum {
  const tokens = reshape(graph, hidden, ['B', 'S', width]);
  const mask = reshape(graph, castToFloat(graph, attentionMask), ['B', 1, 'S']);
  // as a product: ReduceSum over a middle axis splits its columns so that the bits depend on threads
  return { sum: reshape(graph, matmul(graph, mask, tokens), ['B', width]), mask };
}
