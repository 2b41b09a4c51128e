import {
  add,
  cosine,
  type Graph,
  matmul,
  multiply,
  reshape,
  sine,
  slice,
  type Tensor,
} from '../autodiff/autodiff.ts';

/** The cosines and sines of each position's angles, float32[S, D] each. */
export interface RotaryTable {
  readonly cosines: Tensor;
  readonly sines: Tensor;
}

/** 0 to S - 1 as float32[S, 1]. @param most positions of the model, S at most */
export function positionColumn(graph: Graph, most: number): Tensor {
  const all = graph.constant(Array.from({ length: most }, (_, position) => position));
  return reshape(graph, slice(graph, all, { axis: 0, start: 0, length: 'S' }), ['S', 1]);
}

/**
 * The angles of a rotary embedding (RoFormer, Su et al. 2021, section 3.2.2), as transformers lays
 * them out: feature i of a head turns together with feature i + D/2, by `theta ** (-2i / D)` for
 * each position.
 * @param positions float32[S, 1]
 * @param width D of a head
 */
export function rotaryTable(
  graph: Graph,
  positions: Tensor,
  width: number,
  theta: number,
): RotaryTable {
  const frequencies = Array.from(
    { length: width },
    (_, feature) => 1 / theta ** ((2 * (feature % (width / 2))) / width),
  );
  const row = graph.constant(frequencies, 'float32', [1, width]);
  const angles = multiply(graph, positions, row);
  return { cosines: cosine(graph, angles), sines: sine(graph, angles) };
}

/**
 * Turns the features of each token by its position: float32[B, N, S, D] to the same shape.
 *
 * The partner of each feature, with its sign, comes from a product with a signed permutation of D by
 * D, which is exact. It costs one fiftieth of a layer, and no operator has to split and join
 * the last axis.
 */
export function rotate(graph: Graph, x: Tensor, { cosines, sines }: RotaryTable): Tensor {
  const width = x.shape.at(-1) as number;
  const partners = matmul(graph, x, partnerMatrix(graph, width));
  return add(graph, multiply(graph, x, cosines), multiply(graph, partners, sines));
}

/** `x R` is transformers' `rotate_half(x)`: the negated second half, then the first. */
function partnerMatrix(graph: Graph, width: number): Tensor {
  const half = width / 2;
  const matrix = Array<number>(width * width).fill(0);
  for (let feature = 0; feature < half; feature++) {
    matrix[(feature + half) * width + feature] = -1;
    matrix[feature * width + feature + half] = 1;
  }
  return graph.constant(matrix, 'float32', [width, width]);
}
