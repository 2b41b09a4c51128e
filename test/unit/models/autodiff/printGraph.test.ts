import { expect, it } from 'vitest';
import { Graph, gemm, multiply, reduceSum, tanh } from '../../../../models/autodiff/autodiff.ts';
import { printGraph } from '../../../../models/autodiff/printGraph.ts';

it('prints a graph line by line, with types, attributes and small constants', () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', ['B', 3]);
  const w = graph.parameter('w', [4, 3]);
  const b = graph.parameter('b', [4]);
  const y = tanh(graph, gemm(graph, x, w, b, { transB: true }));
  reduceSum(graph, multiply(graph, y, graph.scalar(0.5)), [0, 1]);
  expect(printGraph(graph).split('\n')).toEqual([
    'input x                                               float32[B, 3]',
    'parameter w                                           float32[4, 3]',
    'parameter b                                           float32[4]',
    'Gemm_0 = Gemm(x, w, b; transA=0, transB=1)            float32[B, 4]',
    'Tanh_1 = Tanh(Gemm_0)                                 float32[B, 4]',
    'Mul_2 = Mul(Tanh_1, [0.5])                            float32[B, 4]',
    'ReduceSum_3 = ReduceSum(Mul_2, [0, 1]; keepdims=0)    float32[]',
  ]);
});
