import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import { describe, sameShape, type Tensor } from '../tensor.ts';
import { requireFloat } from './elementwise.ts';

interface Transposed {
  readonly transA?: boolean;
  readonly transB?: boolean;
}

const Gemm: Operator = {
  type: 'Gemm',
  infer: ([a, b, c], { transA, transB }) => {
    for (const tensor of [a, b, ...(c ? [c] : [])]) requireFloat(tensor!);
    const [rows, inner] = transA ? a!.shape.toReversed() : a!.shape;
    const [innerB, columns] = transB ? b!.shape.toReversed() : b!.shape;
    if (a!.shape.length !== 2 || b!.shape.length !== 2 || inner !== innerB) {
      throw new RangeError(`Gemm cannot multiply ${describe(a!)} with ${describe(b!)}`);
    }
    if (c && !sameShape(c.shape, [columns!])) {
      throw new RangeError(`Gemm adds a row of ${columns}, not ${describe(c)}`);
    }
    return [{ dtype: 'float32', shape: [rows!, columns!] }];
  },
  // Y = op(A) op(B) + c. With A' for the transpose: dA = dY op(B)', transposed where A was.
  gradient: (dy, { graph, inputs: [a, b, c], attributes: { transA, transB } }) => {
    const ta = transA === 1;
    const tb = transB === 1;
    const da = ta
      ? gemm(graph, b!, dy, undefined, { transA: tb, transB: true })
      : gemm(graph, dy, b!, undefined, { transB: !tb });
    const db = tb
      ? gemm(graph, dy, a!, undefined, { transA: true, transB: ta })
      : gemm(graph, a!, dy, undefined, { transA: !ta });
    return c ? [da, db, dy] : [da, db];
  },
};

/** `op(a) op(b) + c` for matrices; `c` is a row that is added to each row (ONNX Gemm-13). */
export function gemm(
  graph: Graph,
  a: Tensor,
  b: Tensor,
  c?: Tensor,
  { transA = false, transB = false }: Transposed = {},
): Tensor {
  const attributes = { transA: transA ? 1 : 0, transB: transB ? 1 : 0 };
  return graph.apply(Gemm, c ? [a, b, c] : [a, b], attributes)[0]!;
}
