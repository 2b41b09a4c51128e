import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import { describe, type Tensor } from '../tensor.ts';
import { requireFloat } from './elementwise.ts';

const DynamicQuantizeMatMul: Operator = {
  type: 'DynamicQuantizeMatMul',
  domain: 'com.microsoft',
  infer: ([x, weight]) => {
    requireFloat(x!);
    const [rows, inner] = x!.shape;
    const [innerOfWeight, columns] = weight!.shape;
    if (weight!.dtype !== 'int8' || inner !== innerOfWeight) {
      throw new RangeError(`${describe(x!)} does not multiply with ${describe(weight!)}`);
    }
    return [{ dtype: 'float32', shape: [rows!, columns!] }];
  },
  gradient: 'not differentiable',
};

/**
 * `x W + b` in eight bits: x is quantized at run time, with its own range, W in advance; the
 * product is accumulated in 32-bit integers (ONNX Runtime's DynamicQuantizeMatMul).
 * @param weight int8[from, to], in steps of `scale`
 */
export function quantizedProduct(
  graph: Graph,
  x: Tensor,
  { weight, scale, bias }: { weight: Tensor; scale: number; bias: Tensor | undefined },
): Tensor {
  const zero = graph.constant([0], 'int8', []);
  const inputs = [x, weight, graph.scalar(scale), zero, ...(bias ? [bias] : [])];
  return graph.apply(DynamicQuantizeMatMul, inputs)[0]!;
}
