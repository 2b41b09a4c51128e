import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';
import { likeInput } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { subtract } from './subtract.ts';

const Sigmoid: Operator = {
  type: 'Sigmoid',
  infer: likeInput,
  // d sigmoid(x) = y (1 - y) dx
  gradient: (dy, { graph, outputs: [y] }) => [
    multiply(graph, dy, multiply(graph, y!, subtract(graph, graph.scalar(1), y!))),
  ],
};

/** `1 / (1 + exp(-x))` (ONNX Sigmoid-13). */
export function sigmoid(graph: Graph, x: Tensor): Tensor {
  return graph.apply(Sigmoid, [x])[0]!;
}
