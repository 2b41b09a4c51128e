import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import { axisOf, type Dim, type Tensor } from '../tensor.ts';
import { requireFloat } from './elementwise.ts';
import { addSizes, joinSizes, sizeOf, subtractSizes } from './shape.ts';
import { slice } from './slice.ts';

const padAxis = (axis: number, offset: number, size: Dim): Operator => ({
  type: 'Pad',
  infer: ([x]) => {
    requireFloat(x!);
    return [{ dtype: 'float32', shape: x!.shape.with(axis, size) }];
  },
  gradient: (dy, { graph, inputs: [x] }) => [
    slice(graph, dy, { axis, start: offset, length: x!.shape[axis]! }),
    undefined,
  ],
});

/**
 * Zero padding of x on one axis, so that x starts at `offset` of an axis of `size` (ONNX Pad-18).
 */
export function padTo(
  graph: Graph,
  x: Tensor,
  { axis: given, offset, size }: { axis: number; offset: number; size: Dim },
): Tensor {
  const axis = axisOf(given, x.shape.length);
  const before = graph.constant([offset], 'int64');
  const used = addSizes(graph, before, sizeOf(graph, x.shape[axis]!));
  const after = subtractSizes(graph, sizeOf(graph, size), used);
  const none = graph.constant([0], 'int64');
  const pads = [before, after].flatMap((amount) =>
    x.shape.map((_, index) => (index === axis ? amount : none)),
  );
  return graph.apply(padAxis(axis, offset, size), [x, joinSizes(graph, pads)])[0]!;
}
