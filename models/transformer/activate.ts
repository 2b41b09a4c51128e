import { type Graph, gelu, multiply, sigmoid, type Tensor } from '../autodiff/autodiff.ts';

/** The activations of the published encoders. */
export type Activation = 'gelu' | 'silu';

/** GELU, or `x * sigmoid(x)`: SiLU (Elfwing et al. 2018, equation 9). */
export function activate(graph: Graph, x: Tensor, activation: Activation): Tensor {
  return activation === 'gelu' ? gelu(graph, x) : multiply(graph, x, sigmoid(graph, x));
}
