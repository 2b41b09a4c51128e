import type { Graph } from '../graph.ts';
import type { Tensor } from '../tensor.ts';
import { multiply } from './multiply.ts';
import { where } from './where.ts';

/**
 * Inverted dropout by a mask that the caller draws: true keeps an element and scales it by
 * `1 / keep`. The mask is an input, so that a run's own random stream decides it and a resumed
 * training repeats it.
 */
export function dropout(graph: Graph, x: Tensor, mask: Tensor, keep: number): Tensor {
  return where(graph, mask, multiply(graph, x, graph.scalar(1 / keep)), graph.scalar(0));
}
