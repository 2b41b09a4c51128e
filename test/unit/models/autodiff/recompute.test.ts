import { expect, it } from 'vitest';
import {
  dropout,
  Graph,
  gradients,
  matmul,
  reduceSum,
  type Tensor,
} from '../../../../models/autodiff/autodiff.ts';

it('lets the backward pass make anew what dropout leaves, and its mask as floats', () => {
  const graph = new Graph();
  const x = graph.parameter('x', [2, 3]);
  const w = graph.parameter('w', [3, 4]);
  const left = dropout(graph, x, graph.input('mask', 'uint8', [2, 3]), 0.75);
  const loss = reduceSum(graph, matmul(graph, left, w), [0, 1]);
  const forward = graph.nodes.length;
  const wanted = gradients(graph, loss, [x, w]);
  const readBackwards = inputsOf(graph, wanted, forward);
  const [factors] = graph.nodes[0]!.outputs;
  expect([graph.nodes[0]!.operator.type, graph.nodes[1]!.operator.type]).toEqual([
    'DequantizeLinear',
    'Mul',
  ]);
  expect(readBackwards).toContain('mask');
  expect(readBackwards).not.toContain(factors!.name);
  expect(readBackwards).not.toContain(left.name);
  // one mask serves both gradients
  const made = graph.nodes
    .slice(forward)
    .filter(({ operator }) => operator.type === 'DequantizeLinear');
  expect(made.length).toBe(1);
});

/** What is read on the way to some tensors by nodes that were added after the first so many. */
function inputsOf(graph: Graph, wanted: readonly Tensor[], after: number): Set<string> {
  const needed = new Set(wanted.map(({ name }) => name));
  const read = new Set<string>();
  for (const { inputs, outputs } of graph.nodes.slice(after).toReversed()) {
    if (!outputs.some(({ name }) => needed.has(name))) continue;
    for (const { name } of inputs) {
      needed.add(name);
      read.add(name);
    }
  }
  return read;
}
