import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';
import { broadcastFloats } from './elementwise.ts';

const Add: Operator = {
  type: 'Add',
  infer: broadcastFloats,
  gradient: (dy) => [dy, dy],
};

/** `a + b`, with broadcasting (ONNX Add-14). */
export function add(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return graph.apply(Add, [a, b])[0]!;
}
