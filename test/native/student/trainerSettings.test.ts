import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { predictLogits } from '../../../models/student/student.ts';
import { atTemperature } from '../../../models/student/temperature.ts';
import {
  cutIn,
  filmSettings,
  films,
  heldOutFilms,
  openFilmTraining,
  sameBits,
} from './filmTraining.ts';

let film: Awaited<ReturnType<typeof openFilmTraining>>;
let dropping: Awaited<ReturnType<typeof openFilmTraining>>;
beforeAll(async () => {
  film = await openFilmTraining();
  dropping = await openFilmTraining({ dropout: 0.1 });
});
afterAll(async () => {
  await film.close();
  await dropping.close();
});

describe('settings that change nothing', () => {
  it.each([
    ['weights of 1', { train: films.map((one) => ({ ...one, weight: 1 })) }],
    ['no smoothing', { settings: { labelSmoothing: 0 } }],
    ['a batch a step', { settings: { batchesAStep: 1 } }],
    ['a norm that nothing reaches', { settings: { clipNorm: 1e9 } }],
    ['recorded dynamics', { settings: { dynamics: true } }],
  ])('leave every bit as it is: %s', async (_, changes) => {
    const plain = await dropping.train({ settings: { epochs: 2 } });
    const settings = { epochs: 2, ...('settings' in changes ? changes.settings : {}) };
    const other = await dropping.train({ ...changes, settings });
    expect(sameBits(other.weights.all, plain.weights.all)).toBe(true);
    expect(other.history).toEqual(plain.history);
  });
});

describe('a weight', () => {
  it('of 0 takes an example out of the loss', async () => {
    const lie = { text: 'good film', label: 0 };
    const settings = { epochs: 30, batchSize: 16 };
    const believed = await film.train({ train: [...films, lie, lie, lie], settings });
    const ignored = { ...lie, weight: 0 };
    const trained = await film.train({ train: [...films, ignored, ignored, ignored], settings });
    const says = async ({ weights }: typeof trained) =>
      (
        await predictLogits({ ...film.architecture, weights, settings: filmSettings }, [lie.text])
      )[0]!;
    expect(atTemperature(await says(believed))[0]).toBeGreaterThan(0.5);
    expect(atTemperature(await says(trained))[1]).toBeGreaterThan(0.9);
  });

  it('of 2 counts as two of the example do', async () => {
    const [first, ...rest] = films;
    const settings = { epochs: 3, batchSize: 16, learningRate: 1e-3 };
    const twice = await film.train({ train: [first!, first!, ...rest], settings });
    // the mean is over the texts of the batch, 8 here and 9 there
    const weighed = films.map((one, i) => ({ ...one, weight: (i === 0 ? 2 : 1) * (8 / 9) }));
    const heavy = await film.train({ train: weighed, settings });
    expect(heavy.history.map(({ loss }) => loss.toFixed(4))).toEqual(
      twice.history.map(({ loss }) => loss.toFixed(4)),
    );
  });
});

it('label smoothing keeps a student from being sure', async () => {
  const settings = { epochs: 80 };
  const sure = await film.train({ settings });
  const smooth = await film.train({ settings: { ...settings, labelSmoothing: 0.2 } });
  // the entropy of (0.9, 0.1), below which no loss falls
  expect(smooth.history.at(-1)!.loss).toBeGreaterThan(0.325);
  expect(sure.history.at(-1)!.loss).toBeLessThan(0.02);
});

it('two batches of four added up move the weights as one of eight does', async () => {
  const settings = { epochs: 3 };
  const whole = await film.train({ settings: { ...settings, batchSize: 8 } });
  const halves = await film.train({ settings: { ...settings, batchSize: 4, batchesAStep: 2 } });
  for (const [epoch, { loss }] of whole.history.entries()) {
    expect(halves.history[epoch]!.loss).toBeCloseTo(loss, 5);
  }
  const steps: number[] = [];
  await film.train({
    settings: { epochs: 2, batchSize: 3, batchesAStep: 2 },
    onProgress: ({ step, steps: all }) => steps.push(step, all),
  });
  // three batches an epoch: a step of two, and one of the rest
  expect(steps).toEqual([1, 4, 2, 4, 3, 4, 4, 4]);
});

it('clipping changes a training whose gradients are too long', async () => {
  const plain = await film.train();
  const clipped = await film.train({ settings: { clipNorm: 0.01 } });
  expect(sameBits(plain.weights.all, clipped.weights.all)).toBe(false);
  expect(clipped.history.at(-1)!.loss).toBeLessThan(clipped.history[0]!.loss);
});

describe('patience', () => {
  const settings = { epochs: 40, patience: 3 };

  it('ends a training that has stopped getting better, with its best epoch', async () => {
    const result = await film.train({ validation: heldOutFilms, settings });
    const { history, chosenEpoch } = result;
    expect(history.length).toBeLessThan(40);
    expect(history.length).toBe(chosenEpoch + 3);
    const accuracies = history.map((epoch) => epoch.validationAccuracy!);
    expect(chosenEpoch).toBe(accuracies.indexOf(Math.max(...accuracies)) + 1);
  });

  it('is not lost in an interruption', async () => {
    const whole = await dropping.train({ validation: heldOutFilms, settings });
    const checkpoints = dropping.folder();
    const input = { validation: heldOutFilms, settings, checkpoints };
    const cut = dropping.train({ ...input, onProgress: cutIn(whole.history.length) });
    await expect(cut).rejects.toThrow('the cable was pulled');
    const resumed = await dropping.train(input);
    expect(resumed.history).toEqual(whole.history);
    expect(sameBits(resumed.weights.all, whole.weights.all)).toBe(true);
  });
});

describe('training dynamics', () => {
  const settings = { epochs: 3, dynamics: true };

  it('are those of the student after each epoch, without dropout', async () => {
    const one = await dropping.train({ settings: { ...settings, epochs: 1 } });
    const logits = await predictLogits(
      { ...dropping.architecture, weights: one.weights, settings: filmSettings },
      films.map(({ text }) => text),
    );
    for (const [i, { label }] of films.entries()) {
      const { confidence, variability, correctness } = one.dynamics![i]!;
      const shares = atTemperature(logits[i]!);
      expect(confidence).toBeCloseTo(shares[label]!, 6);
      expect(variability).toBe(0);
      expect(correctness).toBe(shares[label]! > 0.5 ? 1 : 0);
    }
  });

  it('survive an interruption to the bit', async () => {
    const whole = await dropping.train({ settings });
    expect(whole.dynamics!.length).toBe(films.length);
    expect(whole.dynamics!.some(({ variability }) => variability > 0.01)).toBe(true);
    const checkpoints = dropping.folder();
    const cut = dropping.train({ settings, checkpoints, onProgress: cutIn(3) });
    await expect(cut).rejects.toThrow('the cable was pulled');
    const resumed = await dropping.train({ settings, checkpoints });
    expect(resumed.dynamics).toEqual(whole.dynamics);
  });
});

it('accumulated, clipped and smoothed, a resumed training is the same to the bit', async () => {
  const settings = { batchSize: 2, batchesAStep: 2, clipNorm: 0.5, labelSmoothing: 0.1 };
  const input = { validation: heldOutFilms, settings };
  const whole = await dropping.train(input);
  const checkpoints = dropping.folder();
  const cut = dropping.train({ ...input, checkpoints, onProgress: cutIn(3) });
  await expect(cut).rejects.toThrow('the cable was pulled');
  const resumed = await dropping.train({ ...input, checkpoints });
  expect(sameBits(resumed.weights.all, whole.weights.all)).toBe(true);
});

describe('pairs', () => {
  // the label depends on the second text alone
  const train = [
    { text: ['good film', 'bad'] as const, label: 0 },
    { text: ['bad film', 'good'] as const, label: 1 },
    { text: ['bad film', 'bad'] as const, label: 0 },
    { text: ['good film', 'good'] as const, label: 1 },
  ];

  it('are learned, and which text is which counts', async () => {
    const { weights, history } = await film.train({ train, settings: { epochs: 60 } });
    expect(history.at(-1)!.loss).toBeLessThan(0.05);
    const input = { ...film.architecture, weights, settings: filmSettings };
    const logits = await predictLogits(input, [
      ['good film', 'bad'],
      ['bad film', 'good'],
    ]);
    expect(logits.map((row) => row.indexOf(Math.max(...row)))).toEqual([0, 1]);
  });
});
