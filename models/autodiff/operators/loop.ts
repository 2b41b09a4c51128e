import type { Graph } from '../graph.ts';
import type { Operator, Subgraph } from '../operator.ts';
import { type Dim, describe, sameShape, type Tensor } from '../tensor.ts';

/** One value that a loop carries from turn to turn. */
export interface Carried {
  /** The tensor of the graph around the loop with which it starts. */
  readonly start: Tensor;
  /** The input of the body that holds it at the beginning of a turn. */
  readonly before: Tensor;
  /** The tensor of the body that is `before` of the next turn. */
  readonly after: Tensor;
}

export interface LoopRequest {
  /** How often the body is computed: an int64 scalar. */
  readonly turns: Tensor;
  /** What to call that many: the first axis of what is collected. */
  readonly count: Dim;
  /** Reads `turn`, what is carried, and tensors of the graph around it that it has captured. */
  readonly body: Graph;
  /** The body's input that holds the number of the turn, from 0: an int64 scalar. */
  readonly turn: Tensor;
  readonly carried: readonly Carried[];
  /** Tensors of the body whose value of each turn is wanted. */
  readonly collected: readonly Tensor[];
}

/**
 * ONNX's Loop: computes a graph again and again, each turn from what the last one left. What is carried
 * stays where it was computed, on a GPU too.
 *
 * @returns what was carried, after the last turn; and what was collected, [count, ...shape]
 * @throws TypeError where a carried value changes its type, RangeError where the body has another input
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
