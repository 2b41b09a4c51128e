import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import { type Dim, describe, elementCount, type Tensor } from '../tensor.ts';
import { concatenateSizes } from './shape.ts';

/** Used by the type rule only: at run time the second input carries the shape. */
const reshapeTo = (shape: readonly Dim[]): Operator => ({
  type: 'Reshape',
  infer: ([x]) => {
    if (elementCount(x!.shape) !== elementCount(shape)) {
      throw new RangeError(`${describe(x!)} cannot become [${shape.join(', ')}]`);
    }
    return [{ dtype: x!.dtype, shape }];
  },
  gradient: (dy, { graph, inputs: [x] }) => [reshape(graph, dy, x!.shape), undefined],
});

/**
 * The same elements in the same order under another shape; at most one axis may be a product (ONNX
 * Reshape-14).
 */
export function reshape(graph: Graph, x: Tensor, shape: readonly Dim[]): Tensor {
  return graph.apply(reshapeTo(shape), [x, runtimeShape(graph, shape)])[0]!;
}

function runtimeShape(graph: Graph, shape: readonly Dim[]): Tensor {
  const named = shape.filter((dim) => typeof dim === 'string');
  if (named.length <= 1) {
    return graph.constant(
      shape.map((dim) => (typeof dim === 'string' ? -1 : dim)),
      'int64',
    );
  }
  return concatenateSizes(graph, shape);
}
