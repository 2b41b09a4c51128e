import { divide, type Graph, reduceSum, type Tensor } from '../autodiff/autodiff.ts';
import { sumOfTokens } from './sumOfTokens.ts';

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
  const { sum, mask } = sumOfTokens(graph, hidden, attentionMask, width);
  return divide(graph, sum, reduceSum(graph, mask, [2]));
}
