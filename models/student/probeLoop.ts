import type { SessionOptions } from '../../native/onnx/onnxSession.ts';
import { randomStream } from '../randomStream.ts';
import { dropoutOf, type EncoderConfig } from '../transformer/encoderConfig.ts';
import { tokenBatch } from '../transformer/tokenBatch.ts';
import { newMoments } from './adamW.ts';
import { classTargets } from './classTargets.ts';
import { openCpuExecutor } from './cpuExecutor.ts';
import type { Executor, TrainingStep } from './executor.ts';
import { openLoopExecutor } from './loopExecutor.ts';
import { allocateWeights } from './weights.ts';

/** A BERT so small that it trains within milliseconds. */
const CONFIG: EncoderConfig = {
  type: 'bert',
  vocabulary: 50,
  hidden: 32,
  layers: 2,
  heads: 4,
  intermediate: 64,
  positions: 16,
  firstPosition: 0,
  tokenTypes: 2,
  epsilon: 1e-12,
  initializerRange: 0.02,
  dropout: dropoutOf(0.1),
  headDropout: 0.1,
  spanDropout: 0,
  relative: null,
  modern: null,
};
const STEPS = 8;
const [B, S] = [4, 12];

/**
 * Trains a tiny BERT for a few steps as loops, and step by step on the CPU, from the same weights.
 * @param options of the loops' sessions, such as the device to test
 * @returns the largest relative difference of a loss: rounding error, if everything works
 * @throws Error if a session cannot be opened or run with them
 */
export async function probeLoop(options: SessionOptions): Promise<number> {
  const shape = { config: CONFIG, classes: 2 };
  const tried = await losses(await openLoopExecutor(shape, options));
  const known = await losses(await openCpuExecutor(shape, 1));
  const differences = known.map((loss, step) => Math.abs(tried[step]! - loss) / loss);
  // a NaN loss counts as the largest difference
  return differences.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(...differences);
}

async function losses(executor: Executor): Promise<number[]> {
  const weights = allocateWeights(executor.shapes);
  const random = randomStream('probe');
  for (let i = 0; i < weights.all.length; i++) weights.all[i] = 0.1 * random.normal();
  const student = { weights, moments: newMoments(weights) };
  const steps = probeSteps();
  const result: number[] = [];
  try {
    while (result.length < steps.length) {
      const rest = steps.slice(result.length);
      const settings = { weightDecay: 0.01, epsilon: 1e-6 };
      result.push(...(await executor.takeSteps(student, rest, settings)));
    }
  } finally {
    await executor.release();
  }
  return result;
}

function probeSteps(): TrainingStep[] {
  const random = randomStream('probe', 'texts');
  const { vocabulary, positions } = CONFIG;
  return Array.from({ length: STEPS }, (_, at) => {
    const texts = Array.from({ length: B }, (_, row) => ({
      ids: Array.from({ length: S - row }, () => random.below(20)),
      cut: false,
    }));
    const batch = tokenBatch(texts, { padId: 0, vocabulary, positions });
    const targets = classTargets([0, 1, 0, 1], 2);
    const exampleWeights = new Float32Array(B).fill(1 / B);
    const maskStream = ['probe', at];
    return {
      number: at + 1,
      learningRate: 1e-3,
      batches: [{ batch, targets, exampleWeights, maskStream }],
    };
  });
}
