import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adamWStep, newMoments } from '../../../models/student/adamW.ts';
import { classTargets } from '../../../models/student/classTargets.ts';
import { type CpuExecutor, openCpuExecutor } from '../../../models/student/cpuExecutor.ts';
import { allocateWeights, type Weights } from '../../../models/student/weights.ts';
import { parseEncoderConfig } from '../../../models/transformer/encoderConfig.ts';
import { relativeBucket } from '../../../models/transformer/relativeBucket.ts';
import { readTensors } from '../../../models/transformer/safetensors.ts';
import { tokenBatch } from '../../../models/transformer/tokenBatch.ts';
import { sumOfRows } from './sumOfRows.ts';

/** Made by test/fixtures/architectures.py, which says how: a random small model of each family. */
const FOLDER = path.join(import.meta.dirname, '../../fixtures/architectures');
const SETTINGS = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-6, weightDecay: 0.01 };

interface Golden {
  readonly inputIds: readonly (readonly number[])[];
  readonly lengths: readonly number[];
  readonly labels: readonly number[];
  readonly logits: readonly (readonly number[])[];
  /** Of a hundred steps of AdamW on the same batch. */
  readonly losses: readonly number[];
}

describe.each(['bert', 'roberta', 'distilbert', 'deberta-v2', 'deberta-v2-own'])(
  '%s trains as it does in PyTorch',
  (name) => {
    const json = (file: string) => JSON.parse(readFileSync(path.join(FOLDER, name, file), 'utf8'));
    const golden = json('step.json') as Golden;
    const config = parseEncoderConfig(json('config.json'), `${name}/config.json`);
    const batch = tokenBatch(
      golden.inputIds.map((ids, row) => ({ ids: ids.slice(0, golden.lengths[row]), cut: false })),
      { padId: 0, vocabulary: config.vocabulary, positions: config.positions },
    );
    let executor: CpuExecutor;
    let weights: Weights;
    beforeAll(async () => {
      executor = await openCpuExecutor({ config, classes: 3 }, 2);
      weights = allocateWeights(executor.shapes);
      const file = path.join(FOLDER, name, 'model.safetensors');
      for (const [tensor, data] of await readTensors(file, executor.shapes)) {
        weights.views.get(tensor)!.data.set(data);
      }
    });
    afterAll(() => executor.release());
    const step = () =>
      executor.lossAndGradients(
        weights,
        batch,
        classTargets(golden.labels, 3),
        new Float32Array(4).fill(1 / 4),
        [],
      );

    it('in its logits', async () => {
      const logits = await executor.logits(weights, batch);
      const worst = golden.logits.flat().map((value, i) => Math.abs(value - logits[i]!));
      expect(Math.max(...worst)).toBeLessThan(1e-5);
    });

    it('in the gradient of every tensor', async () => {
      const { gradients } = await step();
      const file = path.join(FOLDER, name, 'gradients.safetensors');
      const expected = await readTensors(file, executor.shapes, 'gradient.');
      for (const [tensor, gradient] of expected) {
        const own = tensor.endsWith('word_embeddings.weight')
          ? sumOfRows(gradients.wordRows, gradients.ids, gradient.length)
          : gradients.dense.get(tensor)!;
        // a key's bias moves every score of a row alike: its gradient is 0 but for rounding
        const isNothing = (config.relative ? /pos_key_proj\.bias$/ : /(key|k_lin)\.bias$/).test(
          tensor,
        );
        expect(distance(own, gradient) / (isNothing ? 1 : norm(gradient)), tensor).toBeLessThan(
          1e-4,
        );
      }
      expect(expected.size).toBe(gradients.dense.size + 1);
    });

    it('in the losses of a hundred steps', async () => {
      const moments = newMoments(weights);
      for (const [index, loss] of golden.losses.entries()) {
        const own = await step();
        expect(Math.abs(own.loss - loss), `step ${index + 1}`).toBeLessThan(1e-3);
        adamWStep(weights, moments, own.gradients, SETTINGS, index + 1);
      }
      expect(golden.losses.at(-1)).toBeLessThan(0.02);
    });
  },
);

it('puts distances into DeBERTa’s buckets as its own code does', () => {
  const published = { buckets: 256, longest: 512, sharesProjections: true, hasNorm: true };
  const golden = JSON.parse(readFileSync(path.join(FOLDER, 'buckets.json'), 'utf8')) as number[];
  const own = golden.map((_, i) => relativeBucket(i - 511, published));
  expect(own).toEqual(golden);
});

const norm = (a: Float32Array) => Math.hypot(...a);
const distance = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((x, i) => x - b[i]!));
