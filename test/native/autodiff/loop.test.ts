import { describe, expect, it } from 'vitest';
import * as ad from '../../../models/autodiff/autodiff.ts';
import { randomStream } from '../../../models/randomStream.ts';
import { openOnnxSession } from '../../../native/onnx/onnxSession.ts';

/** Each turn adds the turn's row of `rows` to what is carried, and collects its square. */
function summing() {
  const graph = new ad.Graph('outer.');
  const turns = graph.input('turns', 'int64', []);
  const start = graph.input('start', 'float32', ['N']);
  const rows = graph.input('rows', 'float32', ['K', 'N']);
  const body = new ad.Graph('inner.');
  const turn = body.input('turn', 'int64', []);
  const before = body.input('before', 'float32', ['N']);
  const row = ad.gather(body, body.capture(rows), turn);
  const after = ad.add(body, before, row);
  const square = ad.multiply(body, after, after);
  return { graph, body, turns, turn, start, before, after, square };
}

describe('a loop', () => {
  it.each([0, 1, 3])('carries and collects over %i turns', async (K) => {
    const { graph, start, before, after, square, ...parts } = summing();
    const { carried, collected } = ad.loop(graph, {
      ...parts,
      count: 'K',
      carried: [{ start, before, after }],
      collected: [square],
    });
    expect(collected[0]!.shape).toEqual(['K', 'N']);
    const outputs = { sum: carried[0]!, squares: collected[0]! };
    const session = await openOnnxSession(ad.encodeModel(graph, { outputs }), { threads: 1 });
    const feeds = {
      turns: { data: BigInt64Array.of(BigInt(K)), dims: [] },
      start: { data: Float32Array.of(1, 2), dims: [2] },
      rows: { data: Float32Array.of(1, 1, 2, 3, 4, 5), dims: [3, 2] },
    };
    const { sum, squares } = await session.run(feeds, ['sum', 'squares']);
    await session.release();
    const sums = [
      [1, 2],
      [2, 3],
      [4, 6],
      [8, 11],
    ];
    expect([...sum!.data]).toEqual(sums[K]);
    expect([...squares!.data]).toEqual(
      sums
        .slice(1, K + 1)
        .flat()
        .map((x) => x * x),
    );
  });

  it('refuses a value whose type changes, and an input that nothing gives', () => {
    const one = summing();
    const scalar = ad.reduceSum(one.body, one.after, [0]);
    const carried = [{ start: one.start, before: one.before, after: scalar }];
    expect(() => ad.loop(one.graph, { ...one, count: 'K', carried, collected: [] })).toThrow(
      /carries float32\[N\], which cannot be float32\[\]/,
    );
    const other = summing();
    expect(() =>
      ad.loop(other.graph, { ...other, count: 'K', carried: [], collected: [] }),
    ).toThrow(/nothing gives the loop's body its input before/);
  });

  it('has a body whose names are its own', () => {
    const graph = new ad.Graph();
    const body = new ad.Graph('body.');
    body.input('x', 'float32', [2]);
    expect(() => body.capture(graph.input('x', 'float32', [2]))).toThrow(/already has a tensor/);
  });
});

it('a graph inside another computes the same, and asks for all of its inputs', async () => {
  const inner = new ad.Graph();
  const x = inner.input('x', 'float32', ['N']);
  const y = ad.add(inner, ad.multiply(inner, x, x), inner.scalar(3));
  const graph = new ad.Graph();
  const z = graph.input('z', 'float32', ['N']);
  const own = ad.inline(graph, inner, new Map([['x', ad.negate(graph, z)]]));
  const bytes = ad.encodeModel(graph, { outputs: { y: own(y) } });
  const session = await openOnnxSession(bytes, { threads: 1 });
  const { y: result } = await session.run({ z: { data: Float32Array.of(2), dims: [1] } }, ['y']);
  await session.release();
  expect([...result!.data]).toEqual([7]);
  expect(() => ad.inline(new ad.Graph(), inner, new Map())).toThrow(/no tensor was given for x/);
});

it('scatterRows loses no row of many with one number, at any thread count', async () => {
  const [N, H, count] = [3000, 33, 7];
  const graph = new ad.Graph();
  const rows = graph.input('rows', 'float32', ['N', H]);
  const numbers = graph.input('numbers', 'int64', ['N']);
  const table = ad.scatterRows(graph, rows, numbers, count);
  const random = randomStream('scatter');
  const data = Float32Array.from({ length: N * H }, () => random.normal());
  const ids = Array.from({ length: N }, () => random.below(3));
  const expected = new Float32Array(count * H);
  for (const [row, id] of ids.entries()) {
    for (let i = 0; i < H; i++) expected[id * H + i]! += data[row * H + i]!;
  }
  for (const threads of [1, 2, 4]) {
    const bytes = ad.encodeModel(graph, { outputs: { table } });
    const session = await openOnnxSession(bytes, { threads });
    const feeds = {
      rows: { data, dims: [N, H] },
      numbers: { data: BigInt64Array.from(ids, BigInt), dims: [N] },
    };
    for (let again = 0; again < 5; again++) {
      expect((await session.run(feeds, ['table'])).table!.data).toEqual(expected);
    }
    await session.release();
  }
});
