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
 * @param weight int8[from, to], each column in steps of its own
 * @param scales float32[to], the steps
 */
export function quantizedProduct(
  graph: Graph,
  x: Tensor,
  { weight, scales, bias }: { weight: Tensor; scales: Tensor; bias: Tensor | undefined },
): Tensor {
  const shape = scales.shape.map(Number);
  const zeros = graph.constant(new Array(shape[0]).fill(0), 'int8', shape);
  const inputs = [x, weight, scales, zeros, ...(bias ? [bias] : [])];
  return graph.apply(DynamicQuantizeMatMul, inputs)[0]!;
}
