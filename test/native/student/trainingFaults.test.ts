import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BadInput } from '../../../models/badInput.ts';
import type { CpuExecutor } from '../../../models/student/cpuExecutor.ts';
import { cutIn, films, openFilmTraining, sameBits } from './filmTraining.ts';

let film: Awaited<ReturnType<typeof openFilmTraining>>;
beforeAll(async () => {
  film = await openFilmTraining({ dropout: 0.1 });
});
afterAll(() => film.close());

type Step = Awaited<ReturnType<CpuExecutor['lossAndGradients']>>;

/** An executor whose nth step is spoiled. */
function spoiled(n: number, spoil: (step: Step) => Step): CpuExecutor {
  const executor = film.architecture.executor as CpuExecutor;
  let calls = 0;
  return {
    ...executor,
    async lossAndGradients(...input) {
      const step = await executor.lossAndGradients(...input);
      return ++calls === n ? spoil(step) : step;
    },
  };
}

describe('numbers that are none', () => {
  it.each([
    ['a loss', 5, (step: Step) => ({ ...step, loss: Number.NaN }), 'at step 5 of 8'],
    [
      // the loss of the epoch's last step is fine, the weights after it are not
      'a gradient',
      4,
      (step: Step) => {
        for (const gradient of step.gradients.dense.values()) gradient.fill(Number.NaN);
        return step;
      },
      'after step 4 of 8',
    ],
  ])(
    'end a training by its step, and its last good checkpoint stays: %s',
    async (_, n, spoil, where) => {
      const whole = await film.train();
      const checkpoints = film.folder();
      const failed = film.train({ checkpoints, executor: spoiled(n, spoil) });
      await expect(failed).rejects.toThrow(BadInput);
      await expect(failed).rejects.toThrow(where);
      await expect(failed).rejects.toThrow(/lower learning rate/);
      const finished = Math.ceil(n / 2) - 1;
      await expect(failed).rejects.toThrow(`checkpoint of epoch ${finished}`);
      const seen: number[] = [];
      const resumed = await film.train({
        checkpoints,
        onProgress: ({ epoch }) => seen.push(epoch),
      });
      expect(seen[0]).toBe(finished + 1);
      expect(sameBits(resumed.weights.all, whole.weights.all)).toBe(true);
    },
  );

  it('come from a learning rate that is far too high', async () => {
    const wild = film.train({ settings: { learningRate: 1e30, warmup: 0 } });
    await expect(wild).rejects.toThrow(/has diverged: (at|after) step \d+ of 8/);
  });
});

it('a checkpoint of another architecture is refused by both names, and kept', async () => {
  const checkpoints = film.folder();
  const cut = film.train({ checkpoints, onProgress: cutIn(2) });
  await expect(cut).rejects.toThrow('the cable was pulled');
  const file = path.join(checkpoints, 'checkpoint.safetensors');
  const before = readFileSync(file);
  const three = await openFilmTraining({ classes: 3 });
  const other = three.train({ checkpoints });
  await expect(other).rejects.toThrow(BadInput);
  await expect(other).rejects.toThrow(/checkpoint\.safetensors.*2 labels.*3 labels/);
  expect(readFileSync(file).equals(before)).toBe(true);
  await three.close();
});

it('a label outside the head is refused before the first step, also of a held-out text', async () => {
  const steps: number[] = [];
  const onProgress = ({ step }: { step: number }) => steps.push(step);
  const wrong = [{ text: 'good', label: 2 }];
  const message = 'label 2 is outside the 2 of the head';
  await expect(film.train({ train: [...films, ...wrong], onProgress })).rejects.toThrow(message);
  await expect(film.train({ validation: wrong, onProgress })).rejects.toThrow(message);
  expect(steps).toEqual([]);
});

it('an empty training set is refused', async () => {
  await expect(film.train({ train: [] })).rejects.toThrow(BadInput);
});

describe('a text that is too long', () => {
  const long = { text: 'a very good film '.repeat(20), label: 1 };

  it('is cut and counted', async () => {
    const { cutTexts } = await film.train({
      train: [...films, long, long],
      settings: { epochs: 1 },
    });
    expect(cutTexts).toBe(2);
    expect((await film.train({ settings: { epochs: 1 } })).cutTexts).toBe(0);
  });

  it('is cut where the model has no more positions, whatever the maximum', async () => {
    const train = [...films, long];
    const most = await film.train({ train, settings: { epochs: 1, maxLength: 12 } });
    const more = await film.train({ train, settings: { epochs: 1, maxLength: 512 } });
    expect(more.cutTexts).toBe(1);
    expect(sameBits(more.weights.all, most.weights.all)).toBe(true);
  });
});
