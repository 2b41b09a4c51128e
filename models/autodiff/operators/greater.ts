import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import { broadcastShapes, type Tensor } from '../tensor.ts';
import { requireFloat } from './elementwise.ts';

const Greater: Operator = {
  type: 'Greater',
  infer: ([a, b]) => {
    requireFloat(a!);
    requireFloat(b!);
    return [{ dtype: 'bool', shape: broadcastShapes(a!.shape, b!.shape) }];
  },
  gradient: 'not differentiable',
};

/** `a > b`, a bool tensor (ONNX Greater-13). */
export function greater(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return graph.apply(Greater, [a, b])[0]!;
}
