import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  initialWeights,
  openArchitecture,
  type StudentArchitecture,
  trainStudent,
} from '../../../models/student/student.ts';
import type { TrainingInput } from '../../../models/student/trainStudent.ts';
import { type BertFolder, bertFolder } from './bertFolder.ts';
import {
  filmSettings as settings,
  films as train,
  heldOutFilms as validation,
} from './filmTraining.ts';

const base = bertFolder({ hidden_dropout_prob: 0.1, attention_probs_dropout_prob: 0.1 });
let architecture: StudentArchitecture;
let run: BertFolder;
beforeAll(async () => {
  architecture = await openArchitecture(base.files, 2, 1);
});
afterAll(async () => {
  await architecture.executor.release();
  base.remove();
});
beforeEach(() => {
  run = bertFolder();
});
afterEach(() => run.remove());

/** A training from the published weights; the same call again is what a user does after a crash. */
async function training(changes: Partial<TrainingInput> = {}) {
  const weights = await initialWeights(
    base.files['model.safetensors'],
    architecture.executor.shapes,
    architecture.config,
    [1, 'head'],
  );
  const input = {
    ...architecture,
    weights,
    train,
    validation: [],
    settings,
    stream: [1, 'train'],
    checkpoints: path.join(run.folder, 'checkpoints'),
    ...changes,
  };
  return { ...(await trainStudent(input)), weights: input.weights };
}

/** Copies the weights as they are after the last step of each epoch. */
function recorder(weights: () => Float32Array) {
  const epochs: Float32Array[] = [];
  return {
    epochs,
    onProgress: ({ epoch }: { epoch: number }) => {
      epochs[epoch - 1] = weights().slice();
    },
  };
}

describe('a training', () => {
  it('overfits eight sentences', async () => {
    const { history } = await training({ settings: { ...settings, epochs: 80 } });
    // dropout may hide a word from any one epoch
    const last = history.slice(-11).map(({ loss }) => loss);
    expect(last.toSorted((a, b) => a - b)[5]).toBeLessThan(0.05);
    expect(history[0]!.loss).toBeGreaterThan(0.4);
  });

  it('is the same to the bit at 1, 2 and 4 threads', async () => {
    const one = await training();
    for (const threads of [2, 4]) {
      const other = await openArchitecture(base.files, 2, threads);
      const result = await training({ executor: other.executor });
      await other.executor.release();
      expect(result.history).toEqual(one.history);
      expect(sameBits(result.weights.all, one.weights.all)).toBe(true);
    }
  });

  it.each([1, 2, 3])(
    'goes on after an interruption in epoch %i + 1 to the same bits',
    async (after) => {
      const whole = await training({ validation });
      const interrupted = training({
        validation,
        onProgress: ({ epoch }) => {
          if (epoch === after + 1) throw new Error('the cable was pulled');
        },
      });
      await expect(interrupted).rejects.toThrow('the cable was pulled');
      const seen: number[] = [];
      const resumed = await training({ validation, onProgress: ({ epoch }) => seen.push(epoch) });
      expect(seen[0]).toBe(after + 1);
      expect(resumed.history).toEqual(whole.history);
      expect(resumed.chosenEpoch).toBe(whole.chosenEpoch);
      expect(sameBits(resumed.weights.all, whole.weights.all)).toBe(true);
      expect(existsSync(path.join(run.folder, 'checkpoints'))).toBe(false);
    },
  );

  it('ignores the checkpoint of a training with other texts', async () => {
    const interrupted = training({
      onProgress: ({ epoch }) => {
        if (epoch === 2) throw new Error('stop');
      },
    });
    await expect(interrupted).rejects.toThrow('stop');
    const seen: number[] = [];
    await training({ train: train.slice(1), onProgress: ({ epoch }) => seen.push(epoch) });
    expect(seen[0]).toBe(1);
  });

  it('refuses a label outside the head', async () => {
    await expect(training({ train: [{ text: 'good', label: 2 }] })).rejects.toThrow(RangeError);
  });
});

describe('the student is', () => {
  it('the earliest of the epochs that validation likes best', async () => {
    const weights = await initialWeights(
      base.files['model.safetensors'],
      architecture.executor.shapes,
      architecture.config,
      [1, 'head'],
    );
    const { epochs, onProgress } = recorder(() => weights.all);
    const long = { ...settings, epochs: 12 };
    const result = await training({ weights, validation, settings: long, onProgress });
    const accuracies = result.history.map((record) => record.validationAccuracy!);
    const best = Math.max(...accuracies);
    // the case is only worth something where several epochs are equal and the last is not it
    expect(accuracies.filter((accuracy) => accuracy === best).length).toBeGreaterThan(1);
    expect(result.chosenEpoch).toBe(accuracies.indexOf(best) + 1);
    expect(result.chosenEpoch).toBeLessThan(12);
    expect(sameBits(weights.all, epochs[result.chosenEpoch - 1]!)).toBe(true);
    expect(sameBits(weights.all, epochs.at(-1)!)).toBe(false);
  });

  it.each([
    ['nothing is held out', { validation: [] }],
    ['the settings say so', { validation, settings: { ...settings, choose: 'last' as const } }],
  ])('the last epoch where %s', async (_, changes) => {
    const weights = await initialWeights(
      base.files['model.safetensors'],
      architecture.executor.shapes,
      architecture.config,
      [1, 'head'],
    );
    const { epochs, onProgress } = recorder(() => weights.all);
    const result = await training({ ...changes, weights, onProgress });
    expect(result.chosenEpoch).toBe(settings.epochs);
    expect(sameBits(weights.all, epochs.at(-1)!)).toBe(true);
  });
});

it('a checkpoint that cannot be written costs nothing of the last one', async () => {
  const whole = await training();
  const checkpoint = path.join(run.folder, 'checkpoints', 'checkpoint.safetensors');
  const inTheWay = `${checkpoint}.part`;
  let first: Buffer | undefined;
  const interrupted = training({
    onProgress: ({ epoch }) => {
      if (epoch !== 2 || first) return;
      first = readFileSync(checkpoint);
      mkdirSync(inTheWay);
    },
  });
  await expect(interrupted).rejects.toThrow();
  expect(readFileSync(checkpoint).equals(first!)).toBe(true);
  rmSync(inTheWay, { recursive: true });
  const seen: number[] = [];
  const resumed = await training({ onProgress: ({ epoch }) => seen.push(epoch) });
  expect(seen[0]).toBe(2);
  expect(sameBits(resumed.weights.all, whole.weights.all)).toBe(true);
});

function sameBits(a: Float32Array, b: Float32Array): boolean {
  const bytes = (array: Float32Array) =>
    Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  return bytes(a).equals(bytes(b));
}
