import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';
import { add } from './add.ts';
import { divide } from './divide.ts';
import { likeInput } from './elementwise.ts';
import { errorFunction } from './errorFunction.ts';
import { exponential } from './exponential.ts';
import { hardSigmoid } from './hardSigmoid.ts';
import { multiply } from './multiply.ts';

const Gelu: Operator = {
  type: 'Gelu',
  domain: 'com.microsoft',
  infer: likeInput,
  // d (x cdf(x)) = (cdf(x) + x pdf(x)) dx, for the standard normal distribution. With u =
  // x/sqrt(2): cdf = (1 + erf(u)) / 2, which never leaves [0, 1], and x pdf = u / exp(u u) /
  // sqrt(pi). If exp overflows, the quotient is 0, which is correct.
  gradient: (dy, { graph, inputs: [x] }) => {
    const u = multiply(graph, x!, graph.scalar(Math.SQRT1_2));
    const cdf = hardSigmoid(graph, errorFunction(graph, u), 0.5, 0.5);
    const bell = divide(graph, u, exponential(graph, multiply(graph, u, u)));
    const xPdf = multiply(graph, bell, graph.scalar(1 / Math.sqrt(Math.PI)));
    return [multiply(graph, dy, add(graph, cdf, xPdf))];
  },
};

/**
 * `x * cdf(x)`: the exact GELU (not the tanh approximation), one node (ONNX Runtime's Gelu;
 * Hendrycks and Gimpel 2016).
 */
export function gelu(graph: Graph, x: Tensor): Tensor {
  return graph.apply(Gelu, [x])[0]!;
}
