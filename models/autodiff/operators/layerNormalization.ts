import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import { describe, sameShape, type Tensor } from '../tensor.ts';
import { requireFloat } from './elementwise.ts';
import { matmul } from './matmul.ts';
import { multiply } from './multiply.ts';
import { reshape } from './reshape.ts';
import { subtract } from './subtract.ts';

const LayerNormalization: Operator = {
  type: 'LayerNormalization',
  infer: ([x, gain, bias]) => {
    requireFloat(x!);
    const width = x!.shape.at(-1)!;
    if (typeof width !== 'number') throw new RangeError(`${describe(x!)} has no fixed width`);
    for (const row of [gain!, bias!]) {
      if (!sameShape(row.shape, [width]))
        throw new RangeError(`${describe(row)} is not a row of ${width}`);
    }
    const statistics = { dtype: 'float32', shape: x!.shape.with(-1, 1) } as const;
    return [{ dtype: 'float32', shape: x!.shape }, statistics, statistics];
  },
  // z = (x - mean) / std, y = gain z + bias, dz = gain dy, dx = (dz - mean(dz) - z mean(dz z)) /
  // std. Both means are products with the column gain / width, which write no matrix: mean(dz z) is
  // computed from dy z, and dy z summed over the rows is the gain's own gradient.
  gradient: (dy, { graph, inputs: [x, gain], outputs: [, mean, inverseStd] }) => {
    const width = gain!.shape[0] as number;
    const column = reshape(graph, gain!, [width, 1]);
    const average = multiply(graph, column, graph.scalar(1 / width));
    const z = multiply(graph, subtract(graph, x!, mean!), inverseStd!);
    const dyZ = multiply(graph, dy, z);
    const dz = multiply(graph, dy, gain!);
    const centred = subtract(graph, dz, matmul(graph, dy, average));
    const along = multiply(graph, z, matmul(graph, dyZ, average));
    const dx = multiply(graph, subtract(graph, centred, along), inverseStd!);
    return [dx, dyZ, dy];
  },
};

/**
 * Layer normalization over the last axis, with a gain and a bias per element (Ba et al. 2016; ONNX
 * LayerNormalization-17).
 */
export function layerNormalization(
  graph: Graph,
  x: Tensor,
  { gain, bias, epsilon }: { gain: Tensor; bias: Tensor; epsilon: number },
): Tensor {
  const attributes = { axis: -1, epsilon: { float: epsilon } };
  return graph.apply(LayerNormalization, [x, gain, bias], attributes)[0]!;
}
