import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import { describe, type Tensor } from '../tensor.ts';

const DequantizeLinear: Operator = {
  type: 'DequantizeLinear',
  infer: ([x]) => {
    if (x!.dtype !== 'uint8' && x!.dtype !== 'int8') {
      throw new TypeError(`bytes are uint8 or int8, not ${describe(x!)}`);
    }
    return [{ dtype: 'float32', shape: x!.shape }];
  },
  gradient: 'not differentiable',
};

/** Bytes as floats, `scale * x`, in one pass (ONNX DequantizeLinear-13). */
export function dequantize(graph: Graph, x: Tensor, scale: number): Tensor {
  return graph.apply(DequantizeLinear, [x, graph.scalar(scale)])[0]!;
}

/**
 * The same through a different node: it has an explicit zero point, so that the two are not merged.
 */
export function dequantizeAgain(graph: Graph, x: Tensor, scale: number): Tensor {
  const zero = graph.constant([0], x.dtype, []);
  return graph.apply(DequantizeLinear, [x, graph.scalar(scale), zero])[0]!;
}
