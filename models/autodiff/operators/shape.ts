import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Dim, Tensor } from '../tensor.ts';

/** Sizes of named axes, read from the graph's inputs when it runs: int64 vectors, no gradients. */
const Shape: Operator = {
  type: 'Shape',
  infer: () => [{ dtype: 'int64', shape: [1] }],
  gradient: 'not differentiable',
};

const ConcatSizes: Operator = {
  type: 'Concat',
  infer: (parts) => [{ dtype: 'int64', shape: [parts.length] }],
  gradient: 'not differentiable',
};

const sizeArithmetic = (type: 'Add' | 'Sub' | 'Mul'): Operator => ({
  type,
  infer: () => [{ dtype: 'int64', shape: [1] }],
  gradient: 'not differentiable',
});
const AddSizes = sizeArithmetic('Add');
const SubtractSizes = sizeArithmetic('Sub');
const MultiplySizes = sizeArithmetic('Mul');

/**
 * The size of one axis as int64[1].
 * @throws RangeError for a name that no input of the graph carries
 */
export function sizeOf(graph: Graph, dim: Dim): Tensor {
  if (typeof dim === 'number') return graph.constant([dim], 'int64');
  const [whole = '', less] = dim.split('-');
  const factors = whole.split('*');
  return graph.rememberSize(dim, () => {
    if (less !== undefined) {
      return subtractSizes(graph, sizeOf(graph, whole), sizeOf(graph, Number(less)));
    }
    if (factors.length > 1) {
      return factors
        .map((factor) => sizeOf(graph, Number(factor) || factor))
        .reduce((a, b) => graph.apply(MultiplySizes, [a, b])[0]!);
    }
    for (const input of [...graph.inputs, ...graph.captured]) {
      const axis = input.shape.indexOf(dim);
      if (axis >= 0) return graph.apply(Shape, [input], { start: axis, end: axis + 1 })[0]!;
    }
    throw new RangeError(`no input of the graph has an axis named ${dim}`);
  });
}

export function concatenateSizes(graph: Graph, dims: readonly Dim[]): Tensor {
  const sizes = dims.map((dim) => sizeOf(graph, dim));
  return graph.apply(ConcatSizes, sizes, { axis: 0 })[0]!;
}

export function addSizes(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return graph.apply(AddSizes, [a, b])[0]!;
}

export function subtractSizes(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return graph.apply(SubtractSizes, [a, b])[0]!;
}

/** Concatenates int64[1] sizes and constants to one vector. */
export function joinSizes(graph: Graph, sizes: readonly Tensor[]): Tensor {
  return graph.apply(ConcatSizes, sizes, { axis: 0 })[0]!;
}
