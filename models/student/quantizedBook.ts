import {
  dequantize,
  type Graph,
  gather,
  multiply,
  quantizedProduct,
  type Tensor,
} from '../autodiff/autodiff.ts';
import { type WeightBook, weightBook } from '../transformer/weightBook.ts';
import type { Weights } from './weights.ts';

/** The largest value of int8; -128 is not used, so that the range is symmetric. */
const MOST = 127;

/** A matrix in eight bits: a row's scale times its values approximates the original row. */
export interface Quantized {
  readonly data: Int8Array;
  readonly scales: Float32Array;
}

/**
 * Eight-bit quantization of a matrix, each row symmetric about zero with a scale of its own, as
 * onnxruntime's quantization with `per_channel` and int8 weights (quant_utils.compute_scale_zp);
 * halves round to even.
 * @param values [rows, width]
 */
export function quantize(values: Float32Array, width: number): Quantized {
  const data = new Int8Array(values.length);
  const scales = new Float32Array(values.length / width);
  for (let row = 0; row < scales.length; row++) {
    const own = values.subarray(row * width, (row + 1) * width);
    let most = 0;
    for (const value of own) most = Math.max(most, Math.abs(value));
    const scale = Math.fround(most === 0 ? 1 : most / MOST);
    scales[row] = scale;
    for (const [i, value] of own.entries()) data[row * width + i] = toEven(value / scale);
  }
  return { data, scales };
}

function toEven(value: number): number {
  const rounded = Math.round(value);
  const isHalf = Math.abs(value % 1) === 0.5;
  return isHalf && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/**
 * A weight book whose matrix products and word table are in eight bits; biases, norms and small
 * tables are unchanged. The file must store the quantized tensors.
 */
export function quantizedBook(
  graph: Graph,
  { views }: Weights,
): WeightBook & { readonly quantized: ReadonlyMap<string, Int8Array | Float32Array> } {
  const plain = weightBook(graph);
  const quantized = new Map<string, Int8Array | Float32Array>();
  const keep = (name: string, data: Int8Array | Float32Array, shape: readonly number[]): Tensor => {
    const tensor = graph.parameter(name, shape, data instanceof Int8Array ? 'int8' : 'float32');
    quantized.set(tensor.name, data);
    return tensor;
  };
  const products = new Map<string, { readonly weight: Tensor; readonly scales: Tensor }>();
  const productOf = (name: string, from: number, to: number) => {
    const { data, scales } = quantize(views.get(`${name}.weight`)!.data, from);
    return {
      weight: keep(`${name}_quantized`, transposed(data, to, from), [from, to]),
      scales: keep(`${name}_scales`, scales, [to]),
    };
  };
  return {
    ...plain,
    quantized,
    linear(x, name, from, to, { bias = true } = {}) {
      const product = products.get(name) ?? productOf(name, from, to);
      products.set(name, product);
      const row = bias ? plain.weight(`${name}.bias`, to) : undefined;
      return quantizedProduct(graph, x, { ...product, bias: row });
    },
    rows(name, count, width, ids) {
      const { data, scales } = quantize(views.get(name)!.data, width);
      const table = keep(`${name}_quantized`, data, [count, width]);
      const rows = dequantize(graph, gather(graph, table, ids), 1);
      return multiply(graph, rows, gather(graph, keep(`${name}_scales`, scales, [count, 1]), ids));
    },
  };
}

/** Hugging Face stores a product's weights as [to, from]. */
function transposed(values: Int8Array, rows: number, columns: number): Int8Array {
  const result = new Int8Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = values[row * columns + column]!;
    }
  }
  return result;
}
