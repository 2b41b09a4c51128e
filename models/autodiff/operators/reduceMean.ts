import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';
import { requireFloat } from './elementwise.ts';
import { multiply } from './multiply.ts';

const ReduceMean: Operator = {
  type: 'ReduceMean',
  infer: ([x]) => {
    requireFloat(x!);
    if (typeof x!.shape.at(-1) !== 'number')
      throw new RangeError(`the last axis of ${x!.name} has no fixed size`);
    return [{ dtype: 'float32', shape: x!.shape.with(-1, 1) }];
  },
  // the kept axis of 1 broadcasts wherever the gradient is used
  gradient: (dy, { graph, inputs: [x] }) => {
    const ones = graph.constant(
      Array(x!.shape.at(-1) as number).fill(1 / (x!.shape.at(-1) as number)),
    );
    return [multiply(graph, dy, ones), undefined];
  },
};

/**
 * The mean over the last axis, which must have a fixed size and remains as an axis of 1 (ONNX
 * ReduceMean-18).
 */
export function reduceMean(graph: Graph, x: Tensor): Tensor {
  const lastAxis = graph.constant([-1], 'int64');
  return graph.apply(ReduceMean, [x, lastAxis], { keepdims: 1 })[0]!;
}
