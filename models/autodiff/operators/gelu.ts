import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';
import { add } from './add.ts';
import { likeInput } from './elementwise.ts';
import { errorFunction } from './errorFunction.ts';
import { exponential } from './exponential.ts';
import { multiply } from './multiply.ts';

const Gelu: Operator = {
  type: 'Gelu',
  domain: 'com.microsoft',
  infer: likeInput,
  // d (x cdf(x)) = (cdf(x) + x pdf(x)) dx, of the standard normal distribution
  gradient: (dy, { graph, inputs: [x] }) => {
    const erf = errorFunction(graph, multiply(graph, x!, graph.scalar(Math.SQRT1_2)));
    const cdf = multiply(graph, add(graph, erf, graph.scalar(1)), graph.scalar(0.5));
    const square = multiply(graph, x!, x!);
    const bell = exponential(graph, multiply(graph, square, graph.scalar(-0.5)));
    const pdf = multiply(graph, bell, graph.scalar(1 / Math.sqrt(2 * Math.PI)));
    return [multiply(graph, dy, add(graph, cdf, multiply(graph, x!, pdf)))];
  },
};

/** `x * cdf(x)`: the exact GELU (not the tanh approximation), one fused ONNX Runtime node. */
export function gelu(graph: Graph, x: Tensor): Tensor {
  return graph.apply(Gelu, [x])[0]!;
}
