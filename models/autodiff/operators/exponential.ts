import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';
import { likeInput } from './elementwise.ts';
import { multiply } from './multiply.ts';

const Exp: Operator = {
  type: 'Exp',
  infer: likeInput,
  gradient: (dy, { graph, outputs: [y] }) => [multiply(graph, dy, y!)],
};

/** `e ** x` (ONNX Exp-13). */
export function exponential(graph: Graph, x: Tensor): Tensor {
  return graph.apply(Exp, [x])[0]!;
}
