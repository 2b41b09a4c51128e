import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';
import { divide } from './divide.ts';
import { likeInput } from './elementwise.ts';
import { multiply } from './multiply.ts';

const Sqrt: Operator = {
  type: 'Sqrt',
  infer: likeInput,
  // d sqrt(x) = dx / (2 sqrt(x))
  gradient: (dy, { graph, outputs: [y] }) => [
    divide(graph, dy, multiply(graph, y!, graph.scalar(2))),
  ],
};

/** The square root; its gradient is infinite at 0 (ONNX Sqrt-13). */
export function squareRoot(graph: Graph, x: Tensor): Tensor {
  return graph.apply(Sqrt, [x])[0]!;
}
