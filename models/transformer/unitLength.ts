import {
  divide,
  type Graph,
  multiply,
  reduceSum,
  squareRoot,
  type Tensor,
} from '../autodiff/autodiff.ts';

/** Vectors of length 1 in the direction of the rows of `x`: float32[B, H]. */
export function unitLength(graph: Graph, x: Tensor): Tensor {
  const squares = reduceSum(graph, multiply(graph, x, x), [1], { keepDims: true });
  return divide(graph, x, squareRoot(graph, squares));
}
