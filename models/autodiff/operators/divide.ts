import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';
import { broadcastFloats } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { negate } from './negate.ts';

const Div: Operator = {
  type: 'Div',
  infer: broadcastFloats,
  // d(a/b) = da/b - (a/b)/b db
  gradient: (dy, { graph, inputs: [, b], outputs: [y] }) => {
    const da = divide(graph, dy, b!);
    return [da, negate(graph, multiply(graph, da, y!))];
  },
};

/** `a / b`, with broadcasting (ONNX Div-14). */
export function divide(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return graph.apply(Div, [a, b])[0]!;
}
