import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';
import { likeInput } from './elementwise.ts';

const Neg: Operator = {
  type: 'Neg',
  infer: likeInput,
  gradient: (dy, { graph }) => [negate(graph, dy)],
};

/** `-x` (ONNX Neg-13). */
export function negate(graph: Graph, x: Tensor): Tensor {
  return graph.apply(Neg, [x])[0]!;
}
