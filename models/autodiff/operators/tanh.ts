import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';
import { likeInput } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { subtract } from './subtract.ts';

const Tanh: Operator = {
  type: 'Tanh',
  infer: likeInput,
  // d tanh(x) = (1 - tanh(x)^2) dx
  gradient: (dy, { graph, outputs: [y] }) => [
    multiply(graph, dy, subtract(graph, graph.scalar(1), multiply(graph, y!, y!))),
  ],
};

/** The hyperbolic tangent (ONNX Tanh-13). */
export function tanh(graph: Graph, x: Tensor): Tensor {
  return graph.apply(Tanh, [x])[0]!;
}
