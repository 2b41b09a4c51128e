import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adamWStep, newMoments } from '../../../models/student/adamW.ts';
import { classTargets } from '../../../models/student/classTargets.ts';
import { type CpuExecutor, openCpuExecutor } from '../../../models/student/cpuExecutor.ts';
import { dropRates } from '../../../models/student/stepMasks.ts';
import { buildTrainingStep } from '../../../models/student/studentGraph.ts';
import { initialWeights, type Weights } from '../../../models/student/weights.ts';
import { dropoutOf, parseEncoderConfig } from '../../../models/transformer/encoderConfig.ts';
import { readTensors } from '../../../models/transformer/safetensors.ts';
import { tokenBatch } from '../../../models/transformer/tokenBatch.ts';
import { sumOfRows } from './sumOfRows.ts';

/** Made by test/fixtures/bertStep.py, which says how. */
const fixtures = path.join(import.meta.dirname, '../../fixtures');
const folder = path.join(fixtures, 'bertStep');
const golden = JSON.parse(readFileSync(path.join(fixtures, 'bertStep.json'), 'utf8')) as {
  inputIds: number[][];
  lengths: number[];
  labels: number[];
  loss: number;
  logits: number[][];
  laterLosses: number[];
};
const configFile = path.join(folder, 'config.json');
const config = parseEncoderConfig(JSON.parse(readFileSync(configFile, 'utf8')), configFile);
const settings = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-6, weightDecay: 0.01 };
const batch = tokenBatch(
  golden.inputIds.map((ids, row) => ({ ids: ids.slice(0, golden.lengths[row]), cut: false })),
  { padId: 0, vocabulary: config.vocabulary, positions: config.positions },
);

describe.each([1, 2, 4])('a training step is PyTorch’s (%i threads)', (threads) => {
  let executor: CpuExecutor;
  let weights: Weights;
  beforeAll(async () => {
    executor = await openCpuExecutor({ config, classes: 3 }, threads);
    weights = await publishedWeights(executor);
  });
  afterAll(() => executor.release());

  const step = () =>
    executor.lossAndGradients(
      weights,
      batch,
      classTargets(golden.labels, 3),
      new Float32Array(4).fill(1 / 4),
      ['x'],
    );

  it('in its logits', async () => {
    const logits = await executor.logits(weights, batch);
    expectClose(logits, Float32Array.from(golden.logits.flat()), 1e-5);
  });

  it('in its loss and the gradient of every tensor', async () => {
    const { loss, gradients } = await step();
    expect(loss).toBeCloseTo(golden.loss, 5);
    const expected = await stored('gradient', executor);
    for (const [name, gradient] of expected) {
      const own = name.endsWith('word_embeddings.weight')
        ? sumOfRows(gradients.wordRows, gradients.ids, gradient.length)
        : gradients.dense.get(name)!;
      // a key's bias moves every score of a row alike: its gradient is 0 but for rounding
      const norm = name.endsWith('self.key.bias') ? 1 : length(gradient);
      expect(distance(own, gradient) / norm, name).toBeLessThan(1e-4);
    }
    expect(expected.size).toBe(gradients.dense.size + 1);
  });

  it('in every weight after AdamW, and in the losses of twenty more steps', async () => {
    const moments = newMoments(weights);
    const { gradients } = await step();
    adamWStep(weights, moments, gradients, settings, 1);
    for (const [name, after] of await stored('after', executor)) {
      // AdamW's first step is the gradient's sign, which rounding decides for the key's bias
      const tolerance = name.endsWith('self.key.bias') ? 2.1e-3 : 1e-5;
      expectClose(weights.views.get(name)!.data, after, tolerance, name);
    }
    const losses: number[] = [];
    for (let k = 2; k <= 21; k++) {
      const { loss, gradients } = await step();
      losses.push(loss);
      adamWStep(weights, moments, gradients, settings, k);
    }
    for (const [index, loss] of losses.entries()) {
      expect(Math.abs(loss - golden.laterLosses[index]!), `step ${index + 2}`).toBeLessThan(1e-3);
    }
  });
});

it('has a classifier read the first token alone in the last layer, with a dropout rate for each place', () => {
  const dropping = { ...config, dropout: dropoutOf(0.125, 0.25), headDropout: 0.5 };
  const shape = { config: dropping, classes: 3 };
  const { masks } = buildTrainingStep(shape, dropRates(shape));
  expect(masks.map(({ tensor, rate }) => [tensor.shape.join(), rate])).toEqual([
    ['B*S,32', 0.125],
    ['B,4,S,S', 0.25],
    ['B*S,32', 0.125],
    ['B*S,32', 0.125],
    ['B,4,1,S', 0.25],
    ['B,32', 0.125],
    ['B,32', 0.125],
    ['B,32', 0.5],
  ]);
});

/** The published head too, which a training draws anew. */
async function publishedWeights(executor: CpuExecutor): Promise<Weights> {
  const file = path.join(folder, 'model.safetensors');
  const weights = await initialWeights(file, executor.shapes, config, ['golden']);
  for (const [name, data] of await readTensors(file, executor.shapes)) {
    weights.views.get(name)!.data.set(data);
  }
  return weights;
}

async function stored(kind: string, executor: CpuExecutor): Promise<Map<string, Float32Array>> {
  const shapes = new Map(
    [...executor.shapes].map(([name, shape]) => [`${kind}.${name}`, shape] as const),
  );
  const tensors = await readTensors(path.join(fixtures, 'bertStep.safetensors'), shapes);
  return new Map([...tensors].map(([name, data]) => [name.slice(kind.length + 1), data]));
}

function expectClose(own: Float32Array, theirs: Float32Array, tolerance: number, name = '') {
  const worst = own.reduce((max, value, i) => Math.max(max, Math.abs(value - theirs[i]!)), 0);
  expect(worst, name).toBeLessThan(tolerance);
}

const length = (a: Float32Array) => Math.hypot(...a);
const distance = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((x, i) => x - b[i]!));
