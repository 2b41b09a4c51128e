import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';
import { cosine } from './cosine.ts';
import { likeInput } from './elementwise.ts';
import { multiply } from './multiply.ts';

const Sin: Operator = {
  type: 'Sin',
  infer: likeInput,
  // d sin(x) = cos(x) dx
  gradient: (dy, { graph, inputs: [x] }) => [multiply(graph, dy, cosine(graph, x!))],
};

/** The sine of an angle in radians (ONNX Sin-7). */
export function sine(graph: Graph, x: Tensor): Tensor {
  return graph.apply(Sin, [x])[0]!;
}
