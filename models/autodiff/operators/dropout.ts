import type { Graph } from '../graph.ts';
import type { Tensor } from '../tensor.ts';
import { dequantize } from './dequantize.ts';
import { multiply } from './multiply.ts';

/**
 * Inverted dropout by a mask that the caller draws: `x * mask / keep`, where a byte of 1 keeps an
 * element and 0 drops it. The mask is an input, so that a run's own random stream decides it and a
 * resumed training repeats it.
 *
 * A product with the mask as floats, and no Where: ONNX Runtime's Where takes six times as long.
 *
 * @param mask uint8 of x's shape
 */
export function dropout(graph: Graph, x: Tensor, mask: Tensor, keep: number): Tensor {
  return multiply(graph, x, dequantize(graph, mask, 1 / keep));
}
