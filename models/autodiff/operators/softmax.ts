import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';
import { likeInput } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { reduceSum } from './reduceSum.ts';
import { subtract } from './subtract.ts';

const Softmax: Operator = {
  type: 'Softmax',
  infer: likeInput,
  // dx = p (dy - sum(dy p))
  gradient: (dy, { graph, outputs: [p] }) => {
    const total = reduceSum(graph, multiply(graph, dy, p!), [-1], { keepDims: true });
    return [multiply(graph, p!, subtract(graph, dy, total))];
  },
};

/** The softmax over the last axis (ONNX Softmax-13). */
export function softmax(graph: Graph, x: Tensor): Tensor {
  return graph.apply(Softmax, [x], { axis: -1 })[0]!;
}
