import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import type { Tensor } from '../tensor.ts';

const FLOAT = 1;

const Cast: Operator = {
  type: 'Cast',
  infer: ([x]) => [{ dtype: 'float32', shape: x!.shape }],
  gradient: 'not differentiable',
};

/** Integers and booleans as float32 (ONNX Cast-13). */
export function castToFloat(graph: Graph, x: Tensor): Tensor {
  return graph.apply(Cast, [x], { to: FLOAT })[0]!;
}
