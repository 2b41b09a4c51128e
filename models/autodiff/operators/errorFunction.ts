import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';
import { likeInput } from './elementwise.ts';
import { exponential } from './exponential.ts';
import { multiply } from './multiply.ts';
import { negate } from './negate.ts';

const Erf: Operator = {
  type: 'Erf',
  infer: likeInput,
  // d erf(x) = 2 / sqrt(pi) * exp(-x * x) dx
  gradient: (dy, { graph, inputs: [x] }) => {
    const bell = exponential(graph, negate(graph, multiply(graph, x!, x!)));
    return [multiply(graph, dy, multiply(graph, bell, graph.scalar(2 / Math.sqrt(Math.PI))))];
  },
};

/** The Gauss error function (ONNX Erf-13). */
export function errorFunction(graph: Graph, x: Tensor): Tensor {
  return graph.apply(Erf, [x])[0]!;
}
