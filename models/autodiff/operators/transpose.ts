import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';

const Transpose: Operator = {
  type: 'Transpose',
  infer: ([x], { perm }) => {
    const axes = perm as readonly number[];
    const isPermutation = axes.toSorted((a, b) => a - b).every((axis, index) => axis === index);
    if (axes.length !== x!.shape.length || !isPermutation) {
      throw new RangeError(`[${axes}] does not order the ${x!.shape.length} axes of ${x!.name}`);
    }
    return [{ dtype: x!.dtype, shape: axes.map((axis) => x!.shape[axis]!) }];
  },
  gradient: (dy, { graph, attributes: { perm } }) => {
    const inverse: number[] = [];
    for (const [to, from] of (perm as readonly number[]).entries()) inverse[from] = to;
    return [transpose(graph, dy, inverse)];
  },
};

/** Reorders the axes: axis i of the result is axis `perm[i]` of x (ONNX Transpose-13). */
export function transpose(graph: Graph, x: Tensor, perm: readonly number[]): Tensor {
  return graph.apply(Transpose, [x], { perm })[0]!;
}
