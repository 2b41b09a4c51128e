import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';
import { likeInput } from './elementwise.ts';

const HardSigmoid: Operator = {
  type: 'HardSigmoid',
  infer: likeInput,
  // only gradient rules use it so far, and they are never differentiated again
  gradient: 'not differentiable',
};

/** `min(1, max(0, slope * x + offset))` in one pass (ONNX HardSigmoid-6). */
export function hardSigmoid(graph: Graph, x: Tensor, slope: number, offset: number): Tensor {
  const attributes = { alpha: { float: slope }, beta: { float: offset } };
  return graph.apply(HardSigmoid, [x], attributes)[0]!;
}
