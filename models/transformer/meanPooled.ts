import type { Graph, Tensor } from '../autodiff/autodiff.ts';
import { sumOfTokens } from './sumOfTokens.ts';
import { unitLength } from './unitLength.ts';

/**
 * Mean pooling and unit length, as sentence-transformers' checkpoints are trained for.
 * @param hidden the last layer's output of every token, float32[B*S, H]
 * @param attentionMask int64[B, S]
 * @returns float32[B, H]
 */
export function meanPooled(
  graph: Graph,
  hidden: Tensor,
  attentionMask: Tensor,
  width: number,
): Tensor {
  const { sum } = sumOfTokens(graph, hidden, attentionMask, width);
  // normalizing makes the mean's divisor irrelevant: the sum has the same direction
  return unitLength(graph, sum);
}
