import { type Graph, gather, gemm, layerNormalization, type Tensor } from '../autodiff/autodiff.ts';

/** Declares a model's weights under their Hugging Face names, when its layers first use them. */
export interface WeightBook {
  readonly parameters: ReadonlyMap<string, Tensor>;
  weight(name: string, ...shape: number[]): Tensor;
  /** `x W^T + b`: float32[rows, from] to float32[rows, to]. */
  linear(x: Tensor, name: string, from: number, to: number, options?: BiasOption): Tensor;
  /** Looks up rows of a table of `count` rows by index: int64[...] to float32[..., width]. */
  rows(name: string, count: number, width: number, ids: Tensor): Tensor;
  /** Layer normalization over the last axis, of `width`. */
  norm(x: Tensor, name: string, width: number, epsilon: number, options?: BiasOption): Tensor;
}

interface BiasOption {
  /** Whether the layer has a bias; true if undefined. */
  readonly bias?: boolean;
}

export function weightBook(graph: Graph): WeightBook {
  const parameters = new Map<string, Tensor>();
  const weight = (name: string, ...shape: number[]) => {
    const known = parameters.get(name);
    if (known) return known;
    const tensor = graph.parameter(name, shape);
    parameters.set(name, tensor);
    return tensor;
  };
  return {
    parameters,
    weight,
    linear: (x, name, from, to, { bias = true } = {}) =>
      gemm(
        graph,
        x,
        weight(`${name}.weight`, to, from),
        bias ? weight(`${name}.bias`, to) : undefined,
        { transB: true },
      ),
    rows: (name, count, width, ids) => gather(graph, weight(name, count, width), ids),
    norm: (x, name, width, epsilon, { bias = true } = {}) =>
      layerNormalization(graph, x, {
        gain: weight(`${name}.weight`, width),
        bias: bias ? weight(`${name}.bias`, width) : graph.constant(Array(width).fill(0)),
        epsilon,
      }),
  };
}
