import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../../models/autodiff/autodiff.ts';
import * as ad from '../../../models/autodiff/autodiff.ts';
import { type GraphOptimization, openOnnxSession } from '../../../native/onnx/onnxSession.ts';

type Build = (graph: ad.Graph, inputs: Tensor[]) => Tensor;
interface Case {
  shapes: number[][];
  build: Build;
  /** The interval in which the function is smooth; [-1.5, 1.5] if not given. */
  range?: [number, number];
}

const c = (graph: ad.Graph, values: number[], shape?: number[]) =>
  graph.constant(values, 'float32', shape);

/** One case for each operator that has a gradient, and more for each of its branches. */
const cases: Record<string, Case> = {
  add: {
    shapes: [
      [2, 3],
      [2, 3],
    ],
    build: (g, [a, b]) => ad.add(g, a!, b!),
  },
  'add broadcasts a row': { shapes: [[2, 3], [3]], build: (g, [a, b]) => ad.add(g, a!, b!) },
  'add broadcasts an axis of 1': {
    shapes: [
      [2, 1, 3],
      [4, 1],
    ],
    build: (g, [a, b]) => ad.add(g, a!, b!),
  },
  'add of a scalar': { shapes: [[2, 3], []], build: (g, [a, b]) => ad.add(g, a!, b!) },
  subtract: {
    shapes: [
      [2, 3],
      [2, 1],
    ],
    build: (g, [a, b]) => ad.subtract(g, a!, b!),
  },
  multiply: { shapes: [[2, 3], [3]], build: (g, [a, b]) => ad.multiply(g, a!, b!) },
  'multiply with itself': { shapes: [[2, 3]], build: (g, [a]) => ad.multiply(g, a!, a!) },
  divide: {
    shapes: [
      [2, 3],
      [2, 1],
    ],
    range: [0.5, 2],
    build: (g, [a, b]) => ad.divide(g, a!, b!),
  },
  negate: { shapes: [[3]], build: (g, [a]) => ad.negate(g, a!) },
  exponential: { shapes: [[2, 3]], build: (g, [a]) => ad.exponential(g, a!) },
  squareRoot: { shapes: [[2, 3]], range: [0.5, 2], build: (g, [a]) => ad.squareRoot(g, a!) },
  errorFunction: { shapes: [[2, 3]], build: (g, [a]) => ad.errorFunction(g, a!) },
  sigmoid: { shapes: [[2, 3]], build: (g, [a]) => ad.sigmoid(g, a!) },
  sine: { shapes: [[2, 3]], build: (g, [a]) => ad.sine(g, a!) },
  cosine: { shapes: [[2, 3]], build: (g, [a]) => ad.cosine(g, a!) },
  tanh: { shapes: [[2, 3]], build: (g, [a]) => ad.tanh(g, a!) },
  gelu: { shapes: [[3, 4]], build: (g, [a]) => ad.gelu(g, a!) },
  relu: { shapes: [[3, 4]], range: [-2, 2.2], build: (g, [a]) => ad.relu(g, a!) },
  where: {
    shapes: [[2, 3], [3]],
    build: (g, [a, b]) => ad.where(g, ad.greater(g, c(g, [1, -1, 1]), g.scalar(0)), a!, b!),
  },
  dropout: {
    shapes: [[2, 3]],
    build: (g, [a]) => ad.dropout(g, a!, g.constant([1, 0, 1, 1, 0, 1], 'uint8', [2, 3]), 0.75),
  },
  'matmul of what dropout leaves': {
    shapes: [
      [2, 3],
      [3, 4],
    ],
    build: (g, [a, b]) =>
      ad.matmul(g, ad.dropout(g, a!, g.constant([1, 0, 1, 1, 0, 1], 'uint8', [2, 3]), 0.75), b!),
  },
  matmul: {
    shapes: [
      [2, 3],
      [3, 4],
    ],
    build: (g, [a, b]) => ad.matmul(g, a!, b!),
  },
  'matmul in batches': {
    shapes: [
      [2, 2, 3, 4],
      [2, 2, 4, 3],
    ],
    build: (g, [a, b]) => ad.matmul(g, a!, b!),
  },
  'matmul broadcasts': {
    shapes: [
      [2, 3, 4],
      [4, 2],
    ],
    build: (g, [a, b]) => ad.matmul(g, a!, b!),
  },
  'matmul with A transposed': {
    shapes: [
      [2, 4, 3],
      [2, 4, 2],
    ],
    build: (g, [a, b]) => ad.matmul(g, a!, b!, { transA: true }),
  },
  'matmul with B transposed and scaled': {
    shapes: [
      [2, 3, 4],
      [2, 2, 4],
    ],
    build: (g, [a, b]) => ad.matmul(g, a!, b!, { transB: true, alpha: 0.5 }),
  },
  'matmul with both transposed': {
    shapes: [
      [4, 3],
      [2, 4],
    ],
    build: (g, [a, b]) => ad.matmul(g, a!, b!, { transA: true, transB: true, alpha: 2 }),
  },
  'matmul broadcasts with B transposed': {
    shapes: [
      [2, 3, 4],
      [2, 4],
    ],
    build: (g, [a, b]) => ad.matmul(g, a!, b!, { transB: true }),
  },
  gemm: { shapes: [[2, 3], [3, 4], [4]], build: (g, [a, b, r]) => ad.gemm(g, a!, b!, r!) },
  'gemm with A transposed': {
    shapes: [
      [3, 2],
      [3, 4],
    ],
    build: (g, [a, b]) => ad.gemm(g, a!, b!, undefined, { transA: true }),
  },
  'gemm with B transposed': {
    shapes: [[2, 3], [4, 3], [4]],
    build: (g, [a, b, r]) => ad.gemm(g, a!, b!, r!, { transB: true }),
  },
  'gemm with both transposed': {
    shapes: [
      [3, 2],
      [4, 3],
    ],
    build: (g, [a, b]) => ad.gemm(g, a!, b!, undefined, { transA: true, transB: true }),
  },
  transpose: { shapes: [[2, 3, 4]], build: (g, [a]) => ad.transpose(g, a!, [2, 0, 1]) },
  reshape: { shapes: [[2, 6]], build: (g, [a]) => ad.reshape(g, a!, [3, 4]) },
  expand: { shapes: [[2, 1]], build: (g, [a]) => ad.expand(g, a!, [3, 2, 4]) },
  slice: { shapes: [[2, 5]], build: (g, [a]) => ad.slice(g, a!, { axis: 1, start: 1, length: 3 }) },
  concatenate: { shapes: [[2], [3]], build: (g, [a, b]) => ad.concatenate(g, [a!, b!, a!]) },
  'scatterRows with a number twice': {
    shapes: [[3, 2]],
    build: (g, [a]) => ad.scatterRows(g, a!, g.constant([1, 3, 1], 'int64'), 4),
  },
  padTo: { shapes: [[2, 3]], build: (g, [a]) => ad.padTo(g, a!, { axis: -1, offset: 1, size: 6 }) },
  'reduceSum of one axis': { shapes: [[2, 3, 4]], build: (g, [a]) => ad.reduceSum(g, a!, [1]) },
  'reduceSum of two axes': {
    shapes: [[2, 3, 4]],
    build: (g, [a]) => ad.reduceSum(g, a!, [0, -1], { keepDims: true }),
  },
  sumRows: { shapes: [[3, 4]], build: (g, [a]) => ad.sumRows(g, a!) },
  'sumRows of two axes': { shapes: [[2, 3, 2, 2]], build: (g, [a]) => ad.sumRows(g, a!, 2) },
  'add broadcasts a matrix': {
    shapes: [
      [3, 2, 2],
      [2, 2],
    ],
    build: (g, [a, b]) => ad.add(g, a!, b!),
  },
  reduceMean: { shapes: [[2, 3]], build: (g, [a]) => ad.reduceMean(g, a!) },
  softmax: { shapes: [[2, 5]], build: (g, [a]) => ad.softmax(g, a!) },
  logSoftmax: { shapes: [[2, 5]], build: (g, [a]) => ad.logSoftmax(g, a!) },
  layerNormalization: {
    shapes: [[3, 6], [6], [6]],
    build: (g, [x, gain, bias]) =>
      ad.layerNormalization(g, x!, { gain: gain!, bias: bias!, epsilon: 1e-12 }),
  },
};

const levels: GraphOptimization[] = ['disabled', 'basic', 'extended', 'all'];

describe('each gradient rule agrees with central differences', () => {
  for (const [name, test] of Object.entries(cases)) {
    it.each(levels)(`${name} (optimisation: %s)`, async (optimization) => {
      const { exact, numeric } = await bothGradients(test, optimization);
      const scale = Math.max(1, ...numeric.map(Math.abs));
      for (const [index, value] of exact.entries()) {
        expect(Math.abs(value - numeric[index]!) / scale).toBeLessThan(4e-3);
      }
      expect(exact.some((value) => value !== 0)).toBe(true);
    });
  }
});

describe('the reverse walk', () => {
  it('adds the gradients of a tensor that is used twice', async () => {
    const { exact } = await bothGradients(
      { shapes: [[1]], build: (g, [a]) => ad.add(g, a!, a!) },
      'all',
    );
    expect(exact[0]).toBeCloseTo(2 * weightOf(0), 5);
  });

  it('refuses a loss that is not a scalar', () => {
    const graph = new ad.Graph();
    const x = graph.input('x', 'float32', [2]);
    expect(() => ad.gradients(graph, x, [x])).toThrow(
      /a loss is a float32 scalar, not float32\[2\]/,
    );
  });

  it('names the tensor that the loss does not depend on', () => {
    const graph = new ad.Graph();
    const x = graph.input('x', 'float32', [2]);
    const lonely = graph.input('lonely', 'float32', [2]);
    expect(() => ad.gradients(graph, ad.reduceSum(graph, x, [0]), [lonely])).toThrow(/lonely/);
  });

  it('names the operator without a gradient', () => {
    const graph = new ad.Graph();
    const table = graph.parameter('table', [4, 2]);
    const rows = ad.gather(graph, table, graph.input('ids', 'int64', ['B']));
    const loss = ad.reduceSum(graph, rows, [0, 1]);
    expect(() => ad.gradients(graph, loss, [table])).toThrow(/through Gather/);
    expect(ad.gradients(graph, loss, [rows])[0]!.shape).toEqual(['B', 2]);
  });
});

describe('shapes are checked while the graph is built', () => {
  it.each<[string, (g: ad.Graph, x: Tensor) => unknown, RegExp]>([
    ['reshape', (g, x) => ad.reshape(g, x, [4, 2]), /float32\[2, 3\] cannot become \[4, 2\]/],
    ['matmul', (g, x) => ad.matmul(g, x, x), /does not multiply/],
    ['gemm', (g, x) => ad.gemm(g, x, x), /Gemm cannot multiply/],
    ['add', (g, x) => ad.add(g, x, g.constant([1, 2])), /does not broadcast/],
    ['transpose', (g, x) => ad.transpose(g, x, [0, 0]), /does not order/],
    ['gather', (g, x) => ad.gather(g, x, x), /row numbers are int64/],
    ['concatenate', (g, x) => ad.concatenate(g, [x]), /not a list of a fixed length/],
    ['scatterRows', (g, x) => ad.scatterRows(g, x, g.constant([0], 'int64'), 4), /does not number/],
    ['slice', (g, x) => ad.slice(g, x, { axis: 1, start: 2, length: 3 }), /has no 3 elements/],
  ])('%s', (_, build, message) => {
    const graph = new ad.Graph();
    const x = graph.input('x', 'float32', [2, 3]);
    expect(() => build(graph, x)).toThrow(message);
  });
});

/** The loss is a fixed weighted sum of the output, so that no two elements are alike. */
const weightOf = (index: number) => 0.3 + ((index * 7) % 11) / 10;

async function bothGradients(
  { shapes, build, range = [-1.5, 1.5] }: Case,
  optimization: GraphOptimization,
) {
  const graph = new ad.Graph();
  const inputs = shapes.map((shape, index) => graph.input(`x${index}`, 'float32', shape));
  const output = build(graph, inputs);
  const size = (output.shape as number[]).reduce((a, b) => a * b, 1);
  const weights = graph.constant(
    Array.from({ length: size }, (_, index) => weightOf(index)),
    'float32',
    output.shape as number[],
  );
  const axes = output.shape.map((_, axis) => axis);
  const loss = ad.reduceSum(graph, ad.multiply(graph, output, weights), axes);
  const derived = ad.gradients(graph, loss, inputs);
  const outputs = Object.fromEntries(derived.map((tensor, index) => [`d${index}`, tensor]));
  const bytes = ad.encodeModel(graph, { outputs: { loss, ...outputs } });
  const session = await openOnnxSession(bytes, { threads: 1, optimization });
  const values = shapes.map((shape, index) => sample(shape, index, range));
  const feeds = Object.fromEntries(
    values.map((data, index) => [`x${index}`, { data, dims: shapes[index]! }]),
  );
  const exactOut = await session.run(feeds, Object.keys(outputs));
  const exact = Object.keys(outputs).flatMap((name) => [...(exactOut[name]!.data as Float32Array)]);
  const numeric: number[] = [];
  const step = 1e-2;
  for (const data of values) {
    for (let i = 0; i < data.length; i++) {
      const original = data[i]!;
      const lossAt = async (value: number) => {
        data[i] = value;
        return (await session.run(feeds, ['loss'])).loss!.data[0] as number;
      };
      numeric.push(
        ((await lossAt(original + step)) - (await lossAt(original - step))) / (2 * step),
      );
      data[i] = original;
    }
  }
  await session.release();
  return { exact, numeric };
}

function sample(shape: number[], salt: number, [low, high]: [number, number]): Float32Array {
  const size = shape.reduce((a, b) => a * b, 1);
  return Float32Array.from({ length: size }, (_, index) => {
    const unit = ((index * 61 + salt * 37 + 17) % 97) / 97;
    return low + (high - low) * unit;
  });
}
