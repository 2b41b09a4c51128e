import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import { describe, type Tensor } from '../tensor.ts';
import { requireFloat } from './elementwise.ts';
import { slice } from './slice.ts';

const Concat: Operator = {
  type: 'Concat',
  infer: (parts) => {
    for (const part of parts) requireFloat(part);
    return [{ dtype: 'float32', shape: [parts.reduce((sum, part) => sum + lengthOf(part), 0)] }];
  },
  // each part gets its slice of the gradient
  gradient: (dy, { graph, inputs }) => {
    let start = 0;
    return inputs.map((part) => {
      const piece = slice(graph, dy, { axis: 0, start, length: lengthOf(part) });
      start += lengthOf(part);
      return piece;
    });
  },
};

function lengthOf(part: Tensor): number {
  const [length] = part.shape;
  if (part.shape.length === 1 && typeof length === 'number') return length;
  throw new RangeError(`${describe(part)} is not a list of a fixed length`);
}

/** Concatenates lists of fixed lengths. */
export function concatenate(graph: Graph, parts: readonly Tensor[]): Tensor {
  return graph.apply(Concat, parts, { axis: 0 })[0]!;
}
