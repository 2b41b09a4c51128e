import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';
import { likeInput } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { negate } from './negate.ts';
import { sine } from './sine.ts';

const Cos: Operator = {
  type: 'Cos',
  infer: likeInput,
  // d cos(x) = -sin(x) dx
  gradient: (dy, { graph, inputs: [x] }) => [negate(graph, multiply(graph, dy, sine(graph, x!)))],
};

/** The cosine of an angle in radians (ONNX Cos-7). */
export function cosine(graph: Graph, x: Tensor): Tensor {
  return graph.apply(Cos, [x])[0]!;
}
