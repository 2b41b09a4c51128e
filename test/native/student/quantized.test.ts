import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCpuExecutor } from '../../../models/student/cpuExecutor.ts';
import { encodeQuantized } from '../../../models/student/encodeQuantized.ts';
import { quantize } from '../../../models/student/quantizedBook.ts';
import { allocateWeights } from '../../../models/student/weights.ts';
import { parseEncoderConfig } from '../../../models/transformer/encoderConfig.ts';
import { readTensors } from '../../../models/transformer/safetensors.ts';
import { tokenBatch } from '../../../models/transformer/tokenBatch.ts';
import { openOnnxSession } from '../../../native/onnx/onnxSession.ts';

const FOLDER = path.join(import.meta.dirname, '../../fixtures/architectures');

it('rounds each row to 255 steps about zero, halves to the even one', () => {
  const values = Float32Array.of(127, -127, 0.5, 1.5, -2.5, 3.4, ...[0, 0, 0, 0, 254, -2]);
  const { data, scales } = quantize(values, 6);
  expect([...scales]).toEqual([1, 2]);
  expect([...data]).toEqual([127, -127, 0, 2, -2, 3, ...[0, 0, 0, 0, 127, -1]]);
  const zeros = quantize(new Float32Array(3), 3);
  expect(zeros).toEqual({ data: new Int8Array(3), scales: Float32Array.of(1) });
});

describe.each([
  'bert',
  'roberta',
  'distilbert',
  'deberta-v2',
  'deberta-v2-own',
  'modernbert',
  'modernbert-biased',
])('%s in eight bits', (name) => {
  it('gives about the same logits', async () => {
    const json = (file: string) => JSON.parse(readFileSync(path.join(FOLDER, name, file), 'utf8'));
    const config = parseEncoderConfig(json('config.json'), name);
    const { inputIds, lengths } = json('step.json') as {
      inputIds: number[][];
      lengths: number[];
    };
    const batch = tokenBatch(
      inputIds.map((ids, row) => ({ ids: ids.slice(0, lengths[row]), cut: false })),
      { padId: 0, vocabulary: config.vocabulary, positions: config.positions },
    );
    const executor = await openCpuExecutor({ config, classes: 3 }, 1);
    const weights = allocateWeights(executor.shapes);
    const file = path.join(FOLDER, name, 'model.safetensors');
    for (const [tensor, data] of await readTensors(file, executor.shapes)) {
      weights.views.get(tensor)!.data.set(data);
    }
    const exact = await executor.logits(weights, batch);
    const session = await openOnnxSession(encodeQuantized({ config, classes: 3 }, weights), {
      threads: 1,
    });
    const { logits } = await session.run(batch.feeds, ['logits']);
    await session.release();
    await executor.release();
    const own = logits!.data as Float32Array;
    const distance = Math.hypot(...exact.map((value, i) => value - own[i]!));
    // random weights are the worst case: what is trained lies closer together
    expect(distance / Math.hypot(...exact)).toBeLessThan(0.1);
    expect(distance).toBeGreaterThan(0);
  });
});
