import type { Graph } from './graph.ts';
import type { Tensor } from './tensor.ts';

/**
 * Computes one graph inside another: its nodes are applied, and checked, again with other inputs.
 * @param given for each input and parameter of `inner`, by name, the tensor of `graph` to read
 *   instead
 * @returns maps a tensor of `inner` to the corresponding tensor of `graph`
 * @throws RangeError for an input that is not given
 */
export function inline(
  graph: Graph,
  inner: Graph,
  given: ReadonlyMap<string, Tensor>,
): (tensor: Tensor) => Tensor {
  const own = new Map(given);
  const of = ({ name }: Tensor): Tensor => {
    const tensor = own.get(name);
    if (!tensor) throw new RangeError(`no tensor was given for ${name} of the inlined graph`);
    return tensor;
  };
  for (const { tensor, data } of inner.constants.values()) {
    own.set(tensor.name, graph.constant(data, tensor.dtype, tensor.shape as readonly number[]));
  }
  for (const { operator, inputs, outputs, attributes } of inner.nodes) {
    const computed = graph.apply(operator, inputs.map(of), attributes);
    for (const [index, { name }] of outputs.entries()) own.set(name, computed[index]!);
  }
  return of;
}
