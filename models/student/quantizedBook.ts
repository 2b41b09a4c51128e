import {
  dequantize,
  type Graph,
  gather,
  quantizedProduct,
  type Tensor,
} from '../autodiff/autodiff.ts';
import { type WeightBook, weightBook } from '../transformer/weightBook.ts';
import type { Weights } from './weights.ts';

/** The largest value of int8; -128 is not used, so that the range is symmetric. */
const MOST = 127;

/** A weight in eight bits: `scale * value` approximates the original. */
export interface Quantized {
  readonly data: Int8Array;
  readonly scale: number;
}

/**
 * Eight-bit quantization of a tensor, symmetric about zero with a single scale, as in onnxruntime's
 * dynamic quantization for int8 weights (quant_utils.compute_scale_zp); halves round to even.
 */
export function quantize(values: Float32Array): Quantized {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  const scale = Math.fround(most === 0 ? 1 : most / MOST);
  const data = new Int8Array(values.length);
  for (const [i, value] of values.entries()) data[i] = toEven(value / scale);
  return { data, scale };
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
): WeightBook & { readonly quantized: ReadonlyMap<string, Int8Array> } {
  const plain = weightBook(graph);
  const quantized = new Map<string, Int8Array>();
  const keep = (name: string, values: Float32Array, shape: readonly number[]): [Tensor, number] => {
    const { data, scale } = quantize(values);
    const tensor = graph.parameter(`${name}_quantized`, shape, 'int8');
    quantized.set(tensor.name, data);
    return [tensor, scale];
  };
  const known = new Map<string, readonly [Tensor, number]>();
  return {
    ...plain,
    quantized,
    linear(x, name, from, to, { bias = true } = {}) {
      const entry =
        known.get(name) ??
        keep(name, transposed(views.get(`${name}.weight`)!.data, to, from), [from, to]);
      known.set(name, entry);
      const [weight, scale] = entry;
      const row = bias ? plain.weight(`${name}.bias`, to) : undefined;
      return quantizedProduct(graph, x, { weight, scale, bias: row });
    },
    rows(name, count, width, ids) {
      const [table, scale] = keep(name, views.get(name)!.data, [count, width]);
      return dequantize(graph, gather(graph, table, ids), scale);
    },
  };
}

/** Hugging Face stores a product's weights as [to, from]. */
function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = values[row * columns + column]!;
    }
  }
  return result;
}
