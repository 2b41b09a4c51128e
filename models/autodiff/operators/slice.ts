import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import { axisOf, type Dim, describe, type Tensor } from '../tensor.ts';
import { padTo } from './padTo.ts';
import { addSizes, sizeOf } from './shape.ts';

const sliceTo = (axis: number, start: number, length: Dim): Operator => ({
  type: 'Slice',
  infer: ([x]) => {
    const size = x!.shape[axis]!;
    if (typeof size === 'number' && typeof length === 'number' && start + length > size) {
      throw new RangeError(
        `${describe(x!)} has no ${length} elements from ${start} on axis ${axis}`,
      );
    }
    return [{ dtype: x!.dtype, shape: x!.shape.with(axis, length) }];
  },
  gradient: (dy, { graph, inputs: [x] }) => [
    padTo(graph, dy, { axis, offset: start, size: x!.shape[axis]! }),
    undefined,
    undefined,
    undefined,
  ],
});

/** `length` elements of one axis, from `start` (ONNX Slice-13). */
export function slice(
  graph: Graph,
  x: Tensor,
  { axis: given, start, length }: { axis: number; start: number; length: Dim },
): Tensor {
  const axis = axisOf(given, x.shape.length);
  const first = graph.constant([start], 'int64');
  const end = addSizes(graph, first, sizeOf(graph, length));
  const axes = graph.constant([axis], 'int64');
  return graph.apply(sliceTo(axis, start, length), [x, first, end, axes])[0]!;
}
