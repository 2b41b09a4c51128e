import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import { type Dim, describe, product, type Tensor } from '../tensor.ts';
import { addSizes, sizeOf, subtractSizes } from './shape.ts';

const windowOf = (half: Dim): Operator => ({
  type: 'Slice',
  infer: ([x]) => [{ dtype: x!.dtype, shape: [product([2, half])] }],
  gradient: 'not differentiable',
});

/** The `2 * half` elements in the middle of a list of row indices: int64[2P] to int64[2 * half]. */
export function window(graph: Graph, x: Tensor, half: Dim): Tensor {
  const [length] = x.shape;
  if (x.shape.length !== 1 || typeof length !== 'number' || length % 2 !== 0) {
    throw new RangeError(`${describe(x)} has no middle to take a window of`);
  }
  const middle = graph.constant([length / 2], 'int64');
  const size = sizeOf(graph, half);
  const [from, to] = [subtractSizes(graph, middle, size), addSizes(graph, middle, size)];
  const axes = graph.constant([0], 'int64');
  return graph.apply(windowOf(half), [x, from, to, axes])[0]!;
}
