import {
  castToFloat,
  divide,
  type Graph,
  multiply,
  reduceSum,
  reshape,
  type Tensor,
} from '../autodiff/autodiff.ts';

/**
 * The mean of each text's tokens, without its padding.
 * @param hidden float32[B*S, H]
 * @param attentionMask int64[B, S]
 * @returns float32[B, H]
 */
export function meanOfTokens(
  graph: Graph,
  hidden: Tensor,
  attentionMask: Tensor,
  width: number,
): Tensor {
  const tokens = reshape(graph, hidden, ['B', 'S', width]);
  const mask = reshape(graph, castToFloat(graph, attentionMask), ['B', 'S', 1]);
  const sum = reduceSum(graph, multiply(graph, tokens, mask), [1]);
  return divide(graph, sum, reduceSum(graph, mask, [1]));
}
