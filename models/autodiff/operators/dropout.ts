import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';
import { dequantize, dequantizeAgain } from './dequantize.ts';
import { broadcastFloats } from './elementwise.ts';
import { multiply } from './multiply.ts';

/**
 * Multiplies by a mask as floats, which the backward pass recomputes from its bytes: for the scores
 * of long texts, the mask and the product are each as large as anything that a step keeps.
 */
function maskedProduct(mask: Tensor, keep: number): Operator {
  let made: Tensor | undefined;
  const factors = (graph: Graph) => {
    made ??= dequantizeAgain(graph, mask, 1 / keep);
    return made;
  };
  return {
    type: 'Mul',
    infer: broadcastFloats,
    gradient: (dy, { graph }) => [multiply(graph, dy, factors(graph)), undefined],
    recompute: ({ graph, inputs: [x] }) => multiply(graph, x!, factors(graph)),
  };
}

/**
 * Inverted dropout with a mask from the caller: `x * mask / keep`, where a byte of 1 keeps an
 * element and 0 drops it. The mask is an input, so that a run's own random stream decides it and a
 * resumed training repeats it.
 *
 * It multiplies by the mask as floats instead of using Where, because ONNX Runtime's Where takes
 * six times as long.
 * @param mask uint8 of x's shape
 */
export function dropout(graph: Graph, x: Tensor, mask: Tensor, keep: number): Tensor {
  const factors = dequantize(graph, mask, 1 / keep);
  return graph.apply(maskedProduct(mask, keep), [x, factors])[0]!;
}
