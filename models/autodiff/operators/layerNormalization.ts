import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import { describe, sameShape, type Tensor } from '../tensor.ts';
import { requireFloat } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { reduceMean } from './reduceMean.ts';
import { subtract } from './subtract.ts';

const LayerNormalization: Operator = {
  type: 'LayerNormalization',
  infer: ([x, gain, bias]) => {
    requireFloat(x!);
    const width = x!.shape.at(-1)!;
    for (const row of [gain!, bias!]) {
      if (!sameShape(row.shape, [width]))
        throw new RangeError(`${describe(row)} is not a row of ${width}`);
    }
    const statistics = { dtype: 'float32', shape: x!.shape.with(-1, 1) } as const;
    return [{ dtype: 'float32', shape: x!.shape }, statistics, statistics];
  },
  // z = (x - mean) / std, y = gain z + bias, dx = (dz - mean(dz) - z mean(dz z)) / std
  gradient: (dy, { graph, inputs: [x, gain], outputs: [, mean, inverseStd] }) => {
    const z = multiply(graph, subtract(graph, x!, mean!), inverseStd!);
    const dz = multiply(graph, dy, gain!);
    const centred = subtract(graph, dz, reduceMean(graph, dz));
    const along = multiply(graph, z, reduceMean(graph, multiply(graph, dz, z)));
    const dx = multiply(graph, subtract(graph, centred, along), inverseStd!);
    return [dx, multiply(graph, dy, z), dy];
  },
};

/** Ba et al.'s layer normalization over the last axis, with a gain and a bias per element. */
export function layerNormalization(
  graph: Graph,
  x: Tensor,
  { gain, bias, epsilon }: { gain: Tensor; bias: Tensor; epsilon: number },
): Tensor {
  const attributes = { axis: -1, epsilon: { float: epsilon } };
  return graph.apply(LayerNormalization, [x, gain, bias], attributes)[0]!;
}
