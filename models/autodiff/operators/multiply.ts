import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';
import { broadcastFloats } from './elementwise.ts';

const Mul: Operator = {
  type: 'Mul',
  infer: broadcastFloats,
  gradient: (dy, { graph, inputs: [a, b] }) => [multiply(graph, dy, b!), multiply(graph, dy, a!)],
};

/** `a * b`, with broadcasting (ONNX Mul-14). */
export function multiply(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return graph.apply(Mul, [a, b])[0]!;
}
