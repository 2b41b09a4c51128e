import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';
import { broadcastFloats } from './elementwise.ts';
import { negate } from './negate.ts';

const Sub: Operator = {
  type: 'Sub',
  infer: broadcastFloats,
  gradient: (dy, { graph }) => [dy, negate(graph, dy)],
};

/** `a - b`, with broadcasting (ONNX Sub-14). */
export function subtract(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return graph.apply(Sub, [a, b])[0]!;
}
