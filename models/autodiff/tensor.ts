/** Element types that the graphs use; the names are ONNX Runtime's. */
export type DType = 'float32' | 'int64' | 'int8' | 'uint8' | 'bool';

/**
 * One axis: a number, or a name that is bound when the graph runs (`'B'`, `'S'`). A product of
 * names is written with a star (`'B*S'`): the flattened tokens of a batch. A product may be
 * followed by a number to subtract (`'2*S-1'`).
 */
export type Dim = number | string;

export interface TensorType {
  readonly dtype: DType;
  readonly shape: readonly Dim[];
}

/** A handle to a value in a graph: the output of a node, an input, a parameter or a constant. */
export interface Tensor extends TensorType {
  readonly name: string;
}

/** `float32[B, 12, S, S]` */
export function describe(type: TensorType): string {
  return `${type.dtype}[${type.shape.join(', ')}]`;
}

export function sameShape(a: readonly Dim[], b: readonly Dim[]): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}

/** A negative axis counts from the end, as in NumPy. */
export function axisOf(axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (positive < 0 || positive >= rank) {
    throw new RangeError(`axis ${axis} does not exist in a tensor of ${rank} axes`);
  }
  return positive;
}

/**
 * The shape of `a op b` under NumPy's broadcasting.
 *
 * A name broadcasts only against itself and 1, because its size is unknown.
 * @throws RangeError if two axes differ and neither is 1
 */
export function broadcastShapes(a: readonly Dim[], b: readonly Dim[]): Dim[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new RangeError(`[${a.join(', ')}] does not broadcast with [${b.join(', ')}]`);
  });
}

/** The element count as a product of a number and sorted names: equal keys mean equal counts. */
export function elementCount(shape: readonly Dim[]): string {
  const { size, names } = factors(shape);
  return [size, ...names].join('*');
}

/** `product(['B', 'S'])` is `'B*S'`. */
export function product(dims: readonly Dim[]): Dim {
  const { size, names } = factors(dims);
  if (names.length === 0) return size;
  return size === 1 ? names.join('*') : [size, ...names].join('*');
}

function factors(dims: readonly Dim[]): { size: number; names: string[] } {
  // a difference is treated as a name of its own: '2*S-1' has no factors
  const parts = dims.flatMap((dim) =>
    /-/.test(String(dim)) ? [String(dim)] : String(dim).split('*'),
  );
  const isNumber = (part: string) => /^\d+$/.test(part);
  return {
    size: parts.filter(isNumber).reduce((size, part) => size * Number(part), 1),
    names: parts.filter((part) => !isNumber(part)).sort(),
  };
}
