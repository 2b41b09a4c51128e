import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BadInput } from '../../../models/badInput.ts';
import { randomStream } from '../../../models/randomStream.ts';
import { newMoments } from '../../../models/student/adamW.ts';
import { classTargets } from '../../../models/student/classTargets.ts';
import { openCpuExecutor } from '../../../models/student/cpuExecutor.ts';
import type {
  Executor,
  OptimizerSettings,
  TrainingStep,
} from '../../../models/student/executor.ts';
import { openLoopExecutor } from '../../../models/student/loopExecutor.ts';
import { spanTargets } from '../../../models/student/spanTargets.ts';
import { initialWeights, openArchitecture, trainStudent } from '../../../models/student/student.ts';
import type { TrainingInput } from '../../../models/student/trainStudent.ts';
import { allocateWeights } from '../../../models/student/weights.ts';
import { dropoutOf, parseEncoderConfig } from '../../../models/transformer/encoderConfig.ts';
import { tokenBatch } from '../../../models/transformer/tokenBatch.ts';
import { bertFolder } from './bertFolder.ts';
import { cutIn, filmSettings, films, heldOutFilms, sameBits } from './filmTraining.ts';

const FOLDER = path.join(import.meta.dirname, '../../fixtures/architectures');
const STEPS = 40;

/** The config of a small model of one family, with its dropout on. */
function family(name: string) {
  const file = path.join(FOLDER, name, 'config.json');
  const config = parseEncoderConfig(JSON.parse(readFileSync(file, 'utf8')), file);
  return { ...config, dropout: dropoutOf(0.1, 0.05), headDropout: 0.2, spanDropout: 0.1 };
}

type Config = ReturnType<typeof family>;

/** Steps over batches of two shapes, with padding, words that repeat, and a falling learning rate. */
function steps(config: Config, targets: (B: number, S: number) => Float32Array): TrainingStep[] {
  const random = randomStream('loop', config.type);
  return Array.from({ length: STEPS }, (_, at) => {
    const [B, S] = at % 16 < 11 ? [4, 12] : [3, 20];
    const texts = Array.from({ length: B! }, (_, row) => ({
      ids: Array.from({ length: row === 0 ? S! : S! - 1 - row }, () => 5 + random.below(20)),
      cut: false,
    }));
    return {
      number: at + 1,
      learningRate: (1e-3 * (STEPS - at)) / STEPS,
      batches: [
        {
          batch: tokenBatch(texts, { padId: 0, vocabulary: config.vocabulary, positions: 64 }),
          targets: targets(B!, S!),
          exampleWeights: new Float32Array(B!).fill(1 / B!),
          maskStream: ['masks', at],
        },
      ],
    };
  });
}

/** A student trained by all steps, from weights that the family's name decides. */
async function train(
  { executor, name }: { executor: Promise<Executor>; name: string },
  all: readonly TrainingStep[],
  settings: OptimizerSettings = { weightDecay: 0.01, epsilon: 1e-6 },
) {
  const opened = await executor;
  const weights = allocateWeights(opened.shapes);
  const random = randomStream('weights', name);
  for (let i = 0; i < weights.all.length; i++) weights.all[i] = 0.1 * random.normal();
  const moments = newMoments(weights);
  const losses: number[] = [];
  const calls: number[] = [];
  while (losses.length < all.length) {
    const rest = all.slice(losses.length);
    const taken = await opened.takeSteps({ weights, moments }, rest, settings);
    losses.push(...taken);
    calls.push(taken.length);
  }
  await opened.release();
  return { losses, calls, weights, moments };
}

const labels = (B: number) =>
  classTargets(
    Array.from({ length: B }, (_, row) => row % 3),
    3,
    0.1,
  );
const answers = (B: number, S: number) =>
  spanTargets(
    Array.from({ length: B }, (_, row) => [row, row + 1] as const),
    S,
  );

function expectSameBits(
  one: Awaited<ReturnType<typeof train>>,
  other: Awaited<ReturnType<typeof train>>,
): void {
  expect(one.losses).toEqual(other.losses);
  expect(sameBits(one.weights.all, other.weights.all)).toBe(true);
  expect(sameBits(one.moments.first, other.moments.first)).toBe(true);
  expect(sameBits(one.moments.second, other.moments.second)).toBe(true);
  expect(one.moments.touchedRows).toEqual(other.moments.touchedRows);
}

describe.each([
  'bert',
  'roberta',
  'distilbert',
  'deberta-v2',
  'deberta-v2-own',
  'modernbert',
  'modernbert-biased',
])(
  'a loop of training steps of %s, on the CPU, is the same to the bit as one step after the other',
  (name) => {
    const config = family(name);

    it.each([
      ['with labels', { config, classes: 3 }, labels],
      ['with labels, by the mean', { config, classes: 3, pooling: 'mean' as const }, labels],
      ['with answers', { config, head: 'span' } as const, answers],
    ])('%s', async (_, shape, targets) => {
      const all = steps(config, targets);
      const cpu = await train({ executor: openCpuExecutor(shape, 1), name }, all);
      const executor = openLoopExecutor(shape, { threads: 1 });
      const loop = await train({ executor, name }, all);
      expectSameBits(loop, cpu);
      // several at a time, and never of two shapes
      expect(loop.calls.length).toBeLessThan(STEPS / 3);
      expect(loop.losses.at(-1)).not.toBe(loop.losses[0]);
    });
  },
);

describe('a loop of training steps', () => {
  const name = 'bert';
  const shape = { config: family(name), classes: 3 };
  const all = steps(shape.config, labels);

  it('is the same at 1 and 2 threads, where words occur many times', async () => {
    const [one, two] = [1, 2].map((threads) => openLoopExecutor(shape, { threads }));
    expectSameBits(
      await train({ executor: one!, name }, all),
      await train({ executor: two!, name }, all),
    );
  });

  it('clips gradients as the CPU does, but for the rounding of their norm', async () => {
    const settings = { weightDecay: 0.01, epsilon: 1e-6, clipNorm: 0.1 };
    const cpu = await train({ executor: openCpuExecutor(shape, 1), name }, all, settings);
    const executor = openLoopExecutor(shape, { threads: 1 });
    const loop = await train({ executor, name }, all, settings);
    const free = await train({ executor: openCpuExecutor(shape, 1), name }, all);
    expect(relativeDistance(cpu.weights.all, loop.weights.all)).toBeLessThan(1e-5);
    expect(relativeDistance(cpu.weights.all, free.weights.all)).toBeGreaterThan(1e-3);
    for (const [step, loss] of cpu.losses.entries()) {
      expect(Math.abs(loop.losses[step]! / loss - 1), `step ${step + 1}`).toBeLessThan(1e-5);
    }
  });

  it('refuses a step of several batches', async () => {
    const { batches, ...rest } = all[0]!;
    const executor = openLoopExecutor(shape, { threads: 1 });
    const wrong = { ...rest, batches: [...batches, ...batches] };
    await expect(train({ executor, name }, [wrong])).rejects.toThrow('of one batch');
    await (await executor).release();
  });
});

describe('a training by loops', () => {
  const base = bertFolder({ hidden_dropout_prob: 0.1, attention_probs_dropout_prob: 0.1 });
  afterAll(() => base.remove());
  const shape = async () => {
    const { config, ...rest } = await openArchitecture(base.files, 2, 1);
    await rest.executor.release();
    return { ...rest, config };
  };
  let folders = 0;
  const folder = () => path.join(base.folder, `checkpoints-${folders++}`);

  async function training(executor: Executor, changes: Partial<TrainingInput> = {}) {
    const architecture = await shape();
    const { config } = architecture;
    const file = base.files['model.safetensors'];
    const weights = await initialWeights(file, executor.shapes, config, [1, 'head']);
    const input = { ...architecture, executor, weights, train: films, validation: heldOutFilms };
    const result = await trainStudent({
      ...input,
      settings: filmSettings,
      stream: [1, 'train'],
      checkpoints: folder(),
      ...changes,
    });
    return { ...result, weights };
  }

  it('gives the bits of one by single steps in the same order', async () => {
    const { config } = await shape();
    const cpu = await openCpuExecutor({ config, classes: 2 }, 1);
    const loop = await openLoopExecutor({ config, classes: 2 }, { threads: 1 });
    const train = Array.from({ length: 5 }, () => films).flat();
    const settings = { ...filmSettings, batchesAStep: 2, batchSize: 2 };
    const byLoops = await training(loop, { train, settings });
    // batches of one shape side by side, as the loop takes them
    const bySteps = await training({ ...cpu, takesMany: true }, { train, settings });
    expect(byLoops.history).toEqual(bySteps.history);
    expect(sameBits(byLoops.weights.all, bySteps.weights.all)).toBe(true);
    await cpu.release();
    await loop.release();
  });

  it('goes on after an interruption to the same bits, and on the CPU too', async () => {
    const { config } = await shape();
    const cpu = await openCpuExecutor({ config, classes: 2 }, 1);
    const loop = await openLoopExecutor({ config, classes: 2 }, { threads: 1 });
    const whole = await training(loop);
    for (const executor of [loop, { ...cpu, takesMany: true }]) {
      const checkpoints = folder();
      const cut = training(loop, { checkpoints, onProgress: cutIn(3) });
      await expect(cut).rejects.toThrow('the cable was pulled');
      const seen: number[] = [];
      const onProgress = ({ epoch }: { epoch: number }) => seen.push(epoch);
      const resumed = await training(executor, { checkpoints, onProgress });
      expect(seen[0]).toBe(3);
      expect(resumed.history).toEqual(whole.history);
      expect(sameBits(resumed.weights.all, whole.weights.all)).toBe(true);
    }
    await cpu.release();
    await loop.release();
  });

  it('overfits eight sentences', async () => {
    const { config } = await shape();
    const loop = await openLoopExecutor({ config, classes: 2 }, { threads: 1 });
    const settings = { ...filmSettings, epochs: 80, choose: 'last' } as const;
    const { history } = await training(loop, { validation: [], settings });
    expect(history[0]!.loss).toBeGreaterThan(0.4);
    expect(history.at(-1)!.loss).toBeLessThan(0.05);
    await loop.release();
  });

  it('that diverges names the step, and keeps the last checkpoint', async () => {
    const { config } = await shape();
    const loop = await openLoopExecutor({ config, classes: 2 }, { threads: 1 });
    const settings = { ...filmSettings, learningRate: 1e30 };
    await expect(training(loop, { settings })).rejects.toThrow(BadInput);
    await expect(training(loop, { settings })).rejects.toThrow(/at step \d of 8/);
    await loop.release();
  });
});

function relativeDistance(a: Float32Array, b: Float32Array): number {
  return Math.hypot(...a.map((x, i) => x - b[i]!)) / Math.hypot(...a);
}
