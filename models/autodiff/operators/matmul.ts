import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import { broadcastShapes, describe, type Tensor } from '../tensor.ts';
import { requireFloat } from './elementwise.ts';
import { transpose } from './transpose.ts';

const MatMul: Operator = {
  type: 'MatMul',
  infer: ([a, b]) => {
    requireFloat(a!);
    requireFloat(b!);
    if (a!.shape.length < 2 || b!.shape.length < 2 || a!.shape.at(-1) !== b!.shape.at(-2)) {
      throw new RangeError(`${describe(a!)} does not multiply with ${describe(b!)}`);
    }
    const batch = broadcastShapes(a!.shape.slice(0, -2), b!.shape.slice(0, -2));
    return [{ dtype: 'float32', shape: [...batch, a!.shape.at(-2)!, b!.shape.at(-1)!] }];
  },
  // dA = dY B', dB = A' dY
  gradient: (dy, { graph, inputs: [a, b] }) => [
    matmul(graph, dy, swapLastAxes(graph, b!)),
    matmul(graph, swapLastAxes(graph, a!), dy),
  ],
};

function swapLastAxes(graph: Graph, x: Tensor): Tensor {
  const axes = x.shape.map((_, axis) => axis);
  return transpose(graph, x, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
}

/** The matrix product over the last two axes, broadcast over the others. */
export function matmul(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return graph.apply(MatMul, [a, b])[0]!;
}
