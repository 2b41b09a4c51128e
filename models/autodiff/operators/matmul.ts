import type { Graph } from '../graph.ts';
import type { Operator } from '../operator.ts';
import { broadcastShapes, type Dim, describe, type Tensor } from '../tensor.ts';
import { requireFloat } from './elementwise.ts';

interface MatmulOptions {
  /** Multiplies with a's last two axes swapped. */
  readonly transA?: boolean;
  /** Multiplies with b's last two axes swapped. */
  readonly transB?: boolean;
  /** Scales the product. */
  readonly alpha?: number;
}

/**
 * ONNX Runtime's MatMul that can read its inputs transposed, so that the gradient of a product
 * needs no separate pass to transpose.
 */
const FusedMatMul: Operator = {
  type: 'FusedMatMul',
  domain: 'com.microsoft',
  infer: ([a, b], { transA, transB }) => {
    requireFloat(a!);
    requireFloat(b!);
    const [rows, inner] = matrixAxes(a!, transA === 1);
    const [innerB, columns] = matrixAxes(b!, transB === 1);
    if (inner === undefined || innerB === undefined || inner !== innerB) {
      throw new RangeError(`${describe(a!)} does not multiply with ${describe(b!)}`);
    }
    const batch = broadcastShapes(a!.shape.slice(0, -2), b!.shape.slice(0, -2));
    return [{ dtype: 'float32', shape: [...batch, rows!, columns!] }];
  },
  // Y = alpha op(A) op(B). With A' for the transpose: dA = alpha dY op(B)', transposed where A was.
  gradient: (dy, { graph, inputs, attributes }) => {
    const [a, b] = inputs as [Tensor, Tensor];
    const [ta, tb] = [attributes.transA === 1, attributes.transB === 1];
    const { float: alpha } = (attributes.alpha ?? { float: 1 }) as { float: number };
    return [
      ta
        ? matmul(graph, b, dy, { transA: tb, transB: true, alpha })
        : matmul(graph, dy, b, { transB: !tb, alpha }),
      tb
        ? matmul(graph, dy, a, { transA: true, transB: ta, alpha })
        : matmul(graph, a, dy, { transA: !ta, alpha }),
    ];
  },
};

/** Uses the standard operator unless a non-standard option is set. */
const MatMul: Operator = { ...FusedMatMul, type: 'MatMul', domain: '' };

function matrixAxes({ shape }: Tensor, transposed: boolean): (Dim | undefined)[] {
  const axes = shape.length < 2 ? [] : shape.slice(-2);
  return transposed ? axes.reverse() : axes;
}

/**
 * `alpha op(a) op(b)`: the matrix product over the last two axes, broadcast over the others (ONNX
 * MatMul-13, or ONNX Runtime's FusedMatMul).
 */
export function matmul(
  graph: Graph,
  a: Tensor,
  b: Tensor,
  { transA = false, transB = false, alpha = 1 }: MatmulOptions = {},
): Tensor {
  if (!transA && !transB && alpha === 1) return graph.apply(MatMul, [a, b])[0]!;
  const attributes = {
    transA: transA ? 1 : 0,
    transB: transB ? 1 : 0,
    alpha: { float: alpha },
  };
  return graph.apply(FusedMatMul, [a, b], attributes)[0]!;
}
