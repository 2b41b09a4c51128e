import { dropout, type Graph, type Tensor } from '../autodiff/autodiff.ts';

/** Drops elements of x at training time. */
export type Dropout = (x: Tensor) => Tensor;

/** An input of a graph that says which elements are kept. */
export interface DropoutMask {
  readonly tensor: Tensor;
  /** The share of elements that it drops, a multiple of 1/256. */
  readonly rate: number;
}

/**
 * Creates a dropout that reads a separate mask from the graph's inputs at each use.
 * @param rate a multiple of 1/256; 0 builds no dropout at all
 * @param masks receives each mask, in the order in which they are used
 */
export function maskedDropout(graph: Graph, rate: number, masks: DropoutMask[]): Dropout {
  if (rate === 0) return (x) => x;
  return (x) => {
    const tensor = graph.input(`dropout_${masks.length}`, 'uint8', x.shape);
    masks.push({ tensor, rate });
    return dropout(graph, x, tensor, 1 - rate);
  };
}
