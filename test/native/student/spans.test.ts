import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adamWStep, newMoments } from '../../../models/student/adamW.ts';
import { type CpuExecutor, openCpuExecutor } from '../../../models/student/cpuExecutor.ts';
import { spanTargets, type TokenSpan } from '../../../models/student/spanTargets.ts';
import { sumWordRows } from '../../../models/student/sumWordRows.ts';
import { allocateWeights, type Weights } from '../../../models/student/weights.ts';
import { WORD_TABLE } from '../../../models/transformer/encoderBody.ts';
import { parseEncoderConfig } from '../../../models/transformer/encoderConfig.ts';
import { readTensors } from '../../../models/transformer/safetensors.ts';
import { tokenBatch } from '../../../models/transformer/tokenBatch.ts';

/** Made by test/fixtures/spanStep.py, which says how. */
const FOLDER = path.join(import.meta.dirname, '../../fixtures/architectures');
const SETTINGS = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-6, weightDecay: 0.01 };

/**
 * Their gradients are 0 but for rounding: a key's bias moves every score of a row alike, and the last two
 * move the logits of all tokens alike, which no softmax over tokens notices.
 */
const NOTHING =
  /((pos_key_proj|\.key|k_lin)\.bias|layer\.1\.output(\.LayerNorm|_layer_norm)\.bias|qa_outputs\.bias)$/;

interface Golden {
  readonly inputIds: readonly (readonly number[])[];
  readonly types: readonly (readonly number[])[];
  readonly lengths: readonly number[];
  readonly answers: readonly TokenSpan[];
  readonly logits: readonly (readonly (readonly number[])[])[];
  readonly losses: readonly number[];
}

describe.each(['bert', 'roberta', 'distilbert', 'deberta-v2'])(
  '%s learns to find answers as it does in PyTorch',
  (name) => {
    const file = (one: string) => path.join(FOLDER, name, one);
    const json = (one: string) => JSON.parse(readFileSync(file(one), 'utf8'));
    const golden = json('span.json') as Golden;
    const published = parseEncoderConfig(json('config.json'), `${name}/config.json`);
    // DistilBERT's own rate for this head; no two libraries draw the same masks
    const config = { ...published, spanDropout: 0 };
    const batch = tokenBatch(
      golden.inputIds.map((ids, row) => ({
        ids: ids.slice(0, golden.lengths[row]),
        types: golden.types[row]!.slice(0, golden.lengths[row]),
        cut: false,
      })),
      { padId: name === 'roberta' ? 1 : 0, vocabulary: 50, positions: config.positions },
    );
    const targets = spanTargets(golden.answers, batch.S);
    let executor: CpuExecutor;
    let weights: Weights;
    beforeAll(async () => {
      executor = await openCpuExecutor({ config, head: 'span' }, 2);
      weights = allocateWeights(executor.shapes);
      const isHead = (tensor: string) => tensor.startsWith('qa_outputs');
      const shapes = (wanted: boolean) =>
        new Map([...executor.shapes].filter(([tensor]) => isHead(tensor) === wanted));
      const body = await readTensors(file('model.safetensors'), shapes(false));
      const head = await readTensors(
        file('span.safetensors'),
        new Map([...shapes(true)].map(([t, s]) => [t.replace('qa_outputs', 'head'), s])),
      );
      for (const [tensor, data] of body) weights.views.get(tensor)!.data.set(data);
      for (const [tensor, data] of head) {
        weights.views.get(tensor.replace('head', 'qa_outputs'))!.data.set(data);
      }
    });
    afterAll(() => executor.release());
    const step = () =>
      executor.lossAndGradients(weights, batch, targets, new Float32Array(4).fill(1 / 4), []);

    it('in its logits, and padding begins and ends nothing', async () => {
      const logits = await executor.logits(weights, batch);
      const worst = golden.logits
        .flat(2)
        .map((value, i) =>
          value < -1e8 ? Number(logits[i]! > -1e8) : Math.abs(value - logits[i]!),
        );
      expect(worst.length).toBe(logits.length);
      expect(Math.max(...worst)).toBeLessThan(1e-5);
    });

    it('in the gradient of every tensor', async () => {
      const { gradients } = await step();
      const expected = await readTensors(file('span.safetensors'), executor.shapes, 'gradient.');
      const [rows, width] = executor.shapes.get(WORD_TABLE)! as [number, number];
      const words = new Float32Array(rows * width);
      for (const [id, row] of sumWordRows(gradients.wordRows, gradients.ids, width)) {
        words.set(row, id * width);
      }
      for (const [tensor, gradient] of expected) {
        const own = tensor === WORD_TABLE ? words : gradients.dense.get(tensor)!;
        const isNothing = NOTHING.test(tensor);
        const scale = isNothing ? 1 : Math.hypot(...gradient);
        const distance = Math.hypot(...own.map((x, i) => x - gradient[i]!));
        expect(distance / scale, tensor).toBeLessThan(1e-4);
      }
      expect(expected.size).toBe(gradients.dense.size + 1);
    });

    it('in the losses of thirty steps', async () => {
      const moments = newMoments(weights);
      for (const [index, loss] of golden.losses.entries()) {
        const own = await step();
        expect(Math.abs(own.loss - loss), `step ${index + 1}`).toBeLessThan(1e-3);
        adamWStep(weights, moments, own.gradients, SETTINGS, index + 1);
      }
      expect(golden.losses.at(-1)).toBeLessThan(golden.losses[0]! / 2);
    });
  },
);
