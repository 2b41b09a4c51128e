import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import { axisOf, type Tensor } from '../tensor.ts';
import { requireFloat } from './elementwise.ts';
import { expand } from './expand.ts';
import { reshape } from './reshape.ts';

const sumOver = (axes: readonly number[], keepDims: boolean): Operator => ({
  type: 'ReduceSum',
  infer: ([x]) => {
    requireFloat(x!);
    const kept = x!.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
    const shape = keepDims ? kept : kept.filter((_, axis) => !axes.includes(axis));
    return [{ dtype: 'float32', shape }];
  },
  // every summand gets the sum's gradient
  gradient: (dy, { graph, inputs: [x] }) => {
    const ones = x!.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
    return [expand(graph, reshape(graph, dy, ones), x!.shape), undefined];
  },
});

/** The sum over the given axes (ONNX ReduceSum-13). */
export function reduceSum(
  graph: Graph,
  x: Tensor,
  given: readonly number[],
  { keepDims = false }: { keepDims?: boolean } = {},
): Tensor {
  const axes = given.map((axis) => axisOf(axis, x.shape.length));
  const operator = sumOver(axes, keepDims);
  return graph.apply(operator, [x, graph.constant(axes, 'int64')], {
    keepdims: keepDims ? 1 : 0,
  })[0]!;
}
