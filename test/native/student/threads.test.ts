import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../models/randomStream.ts';
import { classTargets } from '../../../models/student/classTargets.ts';
import { openCpuExecutor } from '../../../models/student/cpuExecutor.ts';
import { mostThreads } from '../../../models/student/mostThreads.ts';
import { allocateWeights } from '../../../models/student/weights.ts';
import { dropoutOf } from '../../../models/transformer/encoderConfig.ts';
import { tokenBatch } from '../../../models/transformer/tokenBatch.ts';

it('mostThreads leaves five blocks of columns to each', () => {
  const of = (hidden: number) =>
    mostThreads({ hidden, intermediate: 4 * hidden } as Parameters<typeof mostThreads>[0]);
  expect([32, 128, 192, 256, 384, 768, 1024].map(of)).toEqual([Infinity, 1, 2, 3, 4, 9, 12]);
});

/** Large enough that ONNX Runtime splits every operator, at sizes that do not divide evenly. */
describe.each([
  { hidden: 384, heads: 12, B: 3, S: 21 },
  { hidden: 192, heads: 6, B: 7, S: 37 },
  { hidden: 132, heads: 12, B: 5, S: 61 },
  { hidden: 384, heads: 12, B: 3, S: 21, pooling: 'mean' as const },
])('a step of width $hidden, B=$B, S=$S, pooling $pooling', ({ hidden, heads, B, S, pooling }) => {
  const config = {
    type: 'bert' as const,
    vocabulary: 200,
    hidden,
    layers: 2,
    heads,
    intermediate: 4 * hidden,
    positions: 64,
    firstPosition: 0,
    tokenTypes: 2,
    epsilon: 1e-12,
    dropout: dropoutOf(0.1),
    headDropout: 0.1,
    spanDropout: 0,
    relative: null,
    modern: null,
    initializerRange: 0.02,
  };
  const random = randomStream('threads', hidden);
  const texts = Array.from({ length: B }, (_, row) => ({
    // few words, so that each occurs often; one text is shorter
    ids: Array.from({ length: row === 1 ? S - 20 : S }, () => random.below(30)),
    cut: false,
  }));
  const batch = tokenBatch(texts, { padId: 0, vocabulary: 200, positions: 64 });
  const labels = texts.map((_, row) => row % 3);

  async function step(threads: number) {
    const executor = await openCpuExecutor({ config, classes: 3, pooling }, threads);
    const weights = allocateWeights(executor.shapes);
    const values = randomStream('weights');
    for (let i = 0; i < weights.all.length; i++) weights.all[i] = 0.2 * values.normal();
    const share = new Float32Array(B).fill(1 / B);
    const { loss, gradients } = await executor.lossAndGradients(
      weights,
      batch,
      classTargets(labels, 3),
      share,
      ['t'],
    );
    await executor.release();
    return new Map([...gradients.dense, ['word rows', gradients.wordRows], ['loss', [loss]]] as [
      string,
      ArrayLike<number>,
    ][]);
  }

  it('gives the same bits at 1, 2, 3, 4 and 8 threads', async () => {
    const one = await step(1);
    for (const threads of [2, 3, 4, 8]) {
      for (const [name, values] of await step(threads)) {
        const same = Array.from(values).every((value, i) => Object.is(value, one.get(name)![i]));
        expect(same, `${name} at ${threads} threads`).toBe(true);
      }
    }
  });
});
