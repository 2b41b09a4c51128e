import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import { broadcastShapes, type Dim, describe, sameShape, type Tensor } from '../tensor.ts';
import { concatenateSizes } from './shape.ts';

const expandTo = (shape: readonly Dim[]): Operator => ({
  type: 'Expand',
  infer: ([x]) => {
    if (!sameShape(broadcastShapes(x!.shape, shape), shape)) {
      throw new RangeError(`${describe(x!)} does not expand to [${shape.join(', ')}]`);
    }
    return [{ dtype: x!.dtype, shape }];
  },
  // the reverse walk sums a broadcast gradient back
  gradient: (dy) => [dy, undefined],
});

/** Repeats the axes of size 1 up to the given shape (ONNX Expand-13). */
export function expand(graph: Graph, x: Tensor, shape: readonly Dim[]): Tensor {
  if (sameShape(x.shape, shape)) return x;
  return graph.apply(expandTo(shape), [x, concatenateSizes(graph, shape)])[0]!;
}
