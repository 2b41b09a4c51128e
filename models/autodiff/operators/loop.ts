import type { Graph } from '../graph.ts';
import type { Operator, Subgraph } from '../operator.ts';
import { type Dim, describe, sameShape, type Tensor } from '../tensor.ts';

/** A value that a loop carries from iteration to iteration. */
export interface Carried {
  /** The initial value, a tensor of the graph around the loop. */
  readonly start: Tensor;
  /** The body's input that holds it at the start of an iteration. */
  readonly before: Tensor;
  /** The body's tensor that becomes `before` of the next iteration. */
  readonly after: Tensor;
}

export interface LoopRequest {
  /** The number of iterations: an int64 scalar. */
  readonly turns: Tensor;
  /** The name of that number as an axis: the first axis of the collected values. */
  readonly count: Dim;
  /** Reads `turn`, the carried values, and tensors that it has captured from the outer graph. */
  readonly body: Graph;
  /** The body's input that holds the index of the iteration, from 0: an int64 scalar. */
  readonly turn: Tensor;
  readonly carried: readonly Carried[];
  /** Tensors of the body whose value in each iteration is collected. */
  readonly collected: readonly Tensor[];
}

/**
 * ONNX's Loop: computes a graph repeatedly, each iteration from the values of the previous one.
 * Carried values stay on the device that computed them, including a GPU.
 * @returns the carried values after the last iteration, and the collected ones, [count, ...shape]
 * @throws TypeError if a carried value changes its type, RangeError if the body has another input
 */
export function loop(
  graph: Graph,
  { turns, count, body, turn, carried, collected }: LoopRequest,
): { carried: Tensor[]; collected: Tensor[] } {
  for (const { start, before, after } of carried) requireSameType(start, before, after);
  const goOn = body.input(`${body.prefix}goOn`, 'bool', []);
  const inputs = [turn, goOn, ...carried.map(({ before }) => before)];
  const known = new Set(inputs.map(({ name }) => name));
  for (const { name } of [...body.inputs, ...body.parameters]) {
    if (!known.has(name)) throw new RangeError(`nothing gives the loop's body its input ${name}`);
  }
  const after = carried.map((value) => value.after);
  const subgraph: Subgraph = { graph: body, inputs, outputs: [goOn, ...after, ...collected] };
  const types = [
    ...after,
    ...collected.map(({ dtype, shape }) => ({ dtype, shape: [count, ...shape] })),
  ];
  const Loop: Operator = { type: 'Loop', infer: () => types, gradient: 'not differentiable' };
  const always = graph.constant([1], 'bool', []);
  const starts = carried.map(({ start }) => start);
  const outputs = graph.apply(Loop, [turns, always, ...starts], { body: { subgraph } });
  return { carried: outputs.slice(0, carried.length), collected: outputs.slice(carried.length) };
}

function requireSameType(start: Tensor, before: Tensor, after: Tensor): void {
  for (const other of [before, after]) {
    if (other.dtype === start.dtype && sameShape(other.shape, start.shape)) continue;
    throw new TypeError(`a loop carries ${describe(start)}, which cannot be ${describe(other)}`);
  }
}
