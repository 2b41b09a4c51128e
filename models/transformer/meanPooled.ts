import {
  castToFloat,
  divide,
  type Graph,
  matmul,
  multiply,
  reduceSum,
  reshape,
  squareRoot,
  type Tensor,
} from '../autodiff/autodiff.ts';

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
  const tokens = reshape(graph, hidden, ['B', 'S', width]);
  const mask = reshape(graph, castToFloat(graph, attentionMask), ['B', 1, 'S']);
  // as a product: ReduceSum over a middle axis splits its columns so that the bits depend on threads
  const sum = reshape(graph, matmul(graph, mask, tokens), ['B', width]);
  // normalizing makes the mean's divisor irrelevant: the sum has the same direction
  const length = squareRoot(
    graph,
    reduceSum(graph, multiply(graph, sum, sum), [1], { keepDims: true }),
  );
  return divide(graph, sum, length);
}
