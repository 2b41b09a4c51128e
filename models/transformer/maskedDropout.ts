import { dropout, type Graph, type Tensor } from '../autodiff/autodiff.ts';

/** Drops elements of x at training time. */
export type Dropout = (x: Tensor) => Tensor;

/** Creates a dropout that reads a separate mask from the graph's inputs at each use. */
export function maskedDropout(
  graph: Graph,
  keep: number,
  name = 'dropout',
): { drop: Dropout; masks: Tensor[] } {
  const masks: Tensor[] = [];
  if (keep === 1) return { drop: (x) => x, masks };
  const drop: Dropout = (x) => {
    const mask = graph.input(`${name}_${masks.length}`, 'uint8', x.shape);
    masks.push(mask);
    return dropout(graph, x, mask, keep);
  };
  return { drop, masks };
}
