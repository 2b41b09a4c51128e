import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import { broadcastShapes, describe, type Tensor } from '../tensor.ts';
import { requireFloat } from './elementwise.ts';

const Where: Operator = {
  type: 'Where',
  infer: ([condition, a, b]) => {
    if (condition!.dtype !== 'bool')
      throw new TypeError(`a condition is bool, not ${describe(condition!)}`);
    requireFloat(a!);
    requireFloat(b!);
    const shape = broadcastShapes(condition!.shape, broadcastShapes(a!.shape, b!.shape));
    return [{ dtype: 'float32', shape }];
  },
  gradient: (dy, { graph, inputs: [condition] }) => [
    undefined,
    where(graph, condition!, dy, graph.scalar(0)),
    where(graph, condition!, graph.scalar(0), dy),
  ],
};

/** `a` where the condition holds, `b` elsewhere, with broadcasting (ONNX Where-16). */
export function where(graph: Graph, condition: Tensor, a: Tensor, b: Tensor): Tensor {
  return graph.apply(Where, [condition, a, b])[0]!;
}
