import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import { describe, type Tensor } from '../tensor.ts';
import { requireFloat } from './elementwise.ts';
import { expand } from './expand.ts';
import { gather } from './gather.ts';
import { reshape } from './reshape.ts';

/**
 * ScatterElements instead of ScatterND: its CPU kernel adds one element after the other, in order,
 * so that rows with the same index are summed exactly as the host would.
 */
const scatterBy = (numbers: Tensor): Operator => ({
  type: 'ScatterElements',
  infer: ([table, , rows]) => {
    requireFloat(rows!);
    return [{ dtype: 'float32', shape: table!.shape }];
  },
  gradient: (dy, { graph }) => [dy, undefined, gather(graph, dy, numbers)],
});

/**
 * Sums rows by index: float32[N, H] and int64[N] to float32[count, H], zero for indices without a
 * row. Only the CPU rejects indices that are out of range, so check them before the graph runs.
 */
export function scatterRows(graph: Graph, rows: Tensor, numbers: Tensor, count: number): Tensor {
  const [length, width] = rows.shape;
  if (rows.shape.length !== 2 || numbers.shape.length !== 1 || numbers.shape[0] !== length) {
    throw new RangeError(`${describe(numbers)} does not number the rows of ${describe(rows)}`);
  }
  const zeros = expand(graph, graph.constant([0], 'float32', [1, 1]), [count, width!]);
  const places = expand(graph, reshape(graph, numbers, [length!, 1]), [length!, width!]);
  const attributes = { axis: 0, reduction: 'add' };
  return graph.apply(scatterBy(numbers), [zeros, places, rows], attributes)[0]!;
}
