import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';
import { likeInput } from './elementwise.ts';
import { exponential } from './exponential.ts';
import { multiply } from './multiply.ts';
import { reduceSum } from './reduceSum.ts';
import { subtract } from './subtract.ts';

const LogSoftmax: Operator = {
  type: 'LogSoftmax',
  infer: likeInput,
  // dx = dy - softmax(x) sum(dy)
  gradient: (dy, { graph, outputs: [y] }) => {
    const total = reduceSum(graph, dy, [-1], { keepDims: true });
    return [subtract(graph, dy, multiply(graph, exponential(graph, y!), total))];
  },
};

/** The logarithm of the softmax over the last axis, computed stably (ONNX LogSoftmax-13). */
export function logSoftmax(graph: Graph, x: Tensor): Tensor {
  return graph.apply(LogSoftmax, [x], { axis: -1 })[0]!;
}
