import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import { describe, type Tensor } from '../tensor.ts';

const oneHotOf = (depth: number): Operator => ({
  type: 'OneHot',
  infer: ([indices]) => {
    if (indices!.dtype !== 'int64')
      throw new TypeError(`indices are int64, not ${describe(indices!)}`);
    return [{ dtype: 'float32', shape: [...indices!.shape, depth] }];
  },
  gradient: 'not differentiable',
});

/** 1 at the index, 0 elsewhere, on a new last axis of `depth` (ONNX OneHot-11). */
export function oneHot(graph: Graph, indices: Tensor, depth: number): Tensor {
  const values = graph.constant([0, 1]);
  const depthTensor = graph.constant([depth], 'int64', []);
  return graph.apply(oneHotOf(depth), [indices, depthTensor, values], { axis: -1 })[0]!;
}
