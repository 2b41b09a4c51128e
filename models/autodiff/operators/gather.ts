import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import { describe, type Tensor } from '../tensor.ts';

const Gather: Operator = {
  type: 'Gather',
  infer: ([table, rows]) => {
    if (rows!.dtype !== 'int64')
      throw new TypeError(`row numbers are int64, not ${describe(rows!)}`);
    return [{ dtype: table!.dtype, shape: [...rows!.shape, ...table!.shape.slice(1)] }];
  },
  // Summing a gradient into a table's rows inside the graph requires ScatterND, whose CPU kernel
  // races on duplicate rows and loses updates. Ask for the gradient of the gathered rows instead:
  // the host adds them to the table's gradient, exactly.
  gradient: 'not differentiable',
};

/**
 * The rows of a table by index (ONNX Gather-13). ONNX Runtime silently clamps indices that are out
 * of range, so check them before the graph runs.
 */
export function gather(graph: Graph, table: Tensor, rows: Tensor): Tensor {
  return graph.apply(Gather, [table, rows])[0]!;
}
