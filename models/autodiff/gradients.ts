import type { Graph, Node } from './graph.ts';
import { add } from './operators/add.ts';
import { reduceSum } from './operators/reduceSum.ts';
import { reshape } from './operators/reshape.ts';
import { sumRows } from './operators/sumRows.ts';
import { type Dim, describe, sameShape, type Tensor } from './tensor.ts';

/**
 * Reverse-mode differentiation: extends the graph by d loss / d x for each x in `wrt`.
 *
 * It walks once from the last node to the first. If a tensor is used more than once, its gradients
 * are added; if an operator broadcast an input, the gradient is summed back to its shape.
 * @param loss a float32 scalar
 * @param wrt parameters, or any intermediate tensor, such as an embedding's gathered rows
 * @returns a tensor of the same shape for each x
 * @throws RangeError if an x does not reach the loss, or only through an operator without a
 *   gradient
 */
export function gradients(graph: Graph, loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (loss.dtype !== 'float32' || loss.shape.length !== 0) {
    throw new RangeError(`a loss is a float32 scalar, not ${describe(loss)}`);
  }
  const onTheWay = dependents(graph, wrt);
  const arrived = new Map<string, Tensor>([[loss.name, graph.scalar(1)]]);
  const recompute = recomputer(graph);
  for (const node of graph.nodes.toReversed()) {
    const output = node.outputs[0]!;
    const dy = arrived.get(output.name);
    if (!dy || !onTheWay.has(output.name)) continue;
    const wanted = node.inputs.map((input) => onTheWay.has(input.name));
    if (!wanted.some(Boolean)) continue;
    const read = node.inputs.map((input) => recompute(input));
    differentiate(graph, { ...node, inputs: read }, dy).forEach((gradient, index) => {
      if (!gradient || !wanted[index]) return;
      const input = node.inputs[index]!;
      const own = sumToShape(graph, gradient, input.shape);
      const earlier = arrived.get(input.name);
      arrived.set(input.name, earlier ? add(graph, earlier, own) : own);
    });
  }
  return wrt.map((x) => {
    const gradient = arrived.get(x.name);
    if (!gradient) throw new RangeError(`the loss does not depend on ${x.name}`);
    return gradient;
  });
}

function differentiate(graph: Graph, node: Node, dy: Tensor): readonly (Tensor | undefined)[] {
  const { operator, inputs, outputs, attributes } = node;
  if (operator.gradient === 'not differentiable') {
    throw new RangeError(
      `the loss depends on ${inputs[0]?.name} through ${operator.type}, which has no gradient`,
    );
  }
  const result = operator.gradient(dy, { graph, inputs, outputs, attributes });
  result.forEach((gradient, index) => {
    if (gradient && gradient.dtype !== inputs[index]?.dtype) {
      throw new RangeError(`${operator.type}: gradient ${index} is ${describe(gradient)}`);
    }
  });
  return result;
}

/**
 * The tensor that a gradient reads: recomputed if its operator defines how, otherwise the original.
 */
function recomputer(graph: Graph): (tensor: Tensor) => Tensor {
  const known = new Map<string, Tensor>();
  return (tensor) => {
    const node = graph.producerOf(tensor);
    if (!node?.operator.recompute || node.outputs[0] !== tensor) return tensor;
    const own = known.get(tensor.name) ?? node.operator.recompute({ ...node, graph });
    known.set(tensor.name, own);
    return own;
  };
}

/** The names of `wrt` and of everything computed from them. */
function dependents(graph: Graph, wrt: readonly Tensor[]): Set<string> {
  const names = new Set(wrt.map((tensor) => tensor.name));
  for (const node of graph.nodes) {
    if (node.inputs.some((input) => names.has(input.name))) {
      for (const output of node.outputs) names.add(output.name);
    }
  }
  return names;
}

/** Undoes broadcasting: sums over the axes that were added or expanded. */
function sumToShape(graph: Graph, gradient: Tensor, shape: readonly Dim[]): Tensor {
  if (sameShape(gradient.shape, shape)) return gradient;
  const added = gradient.shape.length - shape.length;
  if (added > 0 && shape.length > 0 && sameShape(gradient.shape.slice(added), shape)) {
    return sumRows(graph, gradient, added);
  }
  const axes = gradient.shape.flatMap((dim, axis) => {
    const own = shape[axis - added];
    return axis < added || (own === 1 && dim !== 1) ? [axis] : [];
  });
  const summed = axes.length > 0 ? reduceSum(graph, gradient, axes, { keepDims: true }) : gradient;
  const result = added > 0 ? reshape(graph, summed, shape) : summed;
  if (!sameShape(result.shape, shape)) {
    throw new RangeError(
      `a gradient of ${describe(gradient)} cannot be summed to [${shape.join(', ')}]`,
    );
  }
  return result;
}
