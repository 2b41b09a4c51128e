import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';
import { likeInput } from './elementwise.ts';
import { greater } from './greater.ts';
import { where } from './where.ts';

const Relu: Operator = {
  type: 'Relu',
  infer: likeInput,
  // 0 at 0, as in PyTorch
  gradient: (dy, { graph, outputs: [y] }) => [
    where(graph, greater(graph, y!, graph.scalar(0)), dy, graph.scalar(0)),
  ],
};

/** `max(x, 0)` (ONNX Relu-14). */
export function relu(graph: Graph, x: Tensor): Tensor {
  return graph.apply(Relu, [x])[0]!;
}
