import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forkHost, hostModule } from '../../../electron/hosts/host.ts';
import type { StudentHost } from '../../../electron/hosts/studentHost.ts';
import { openEncoder } from '../../../models/encoder/encoder.ts';
import {
  chooseStrength,
  fitLogisticRegression,
} from '../../../models/student/logisticRegression.ts';
import type { TrainingProgress } from '../../../models/student/student.ts';
import { readTensors } from '../../../models/transformer/safetensors.ts';
import { tokenBatch } from '../../../models/transformer/tokenBatch.ts';
import { loadTokenizer } from '../../../models/transformer/tokenizer.ts';
import { openOnnxSession } from '../../../native/onnx/onnxSession.ts';
import { bertFolder } from '../student/bertFolder.ts';
import { filmSettings, films, heldOutFilms } from '../student/filmTraining.ts';

const base = bertFolder();
const open = { name: 'open', args: [{ threads: 1 }] };
const options = { title: 'the student', entry: hostModule('studentHost'), open };
const host = forkHost<StudentHost>(options);
afterAll(async () => {
  host.stop();
  base.remove();
});

it('keeps a student of pairs whose probabilities are at the temperature that it reports', async () => {
  const pairs = films.map(({ text, label }) => ({ text: [String(text), 'film'] as const, label }));
  const folder = path.join(base.folder, 'student');
  // two labels are wrong, so that a sure student is too sure
  const validation = pairs.map((pair, i) =>
    i % 4 === 0 ? { ...pair, label: 1 - pair.label } : pair,
  );
  const task = {
    base: base.files,
    labels: ['bad', 'good'],
    train: pairs,
    validation,
    predict: pairs.map(({ text }) => text),
    settings: { ...filmSettings, epochs: 40, choose: 'last' as const },
    stream: ['host'],
    checkpoints: path.join(base.folder, 'checkpoints'),
    saveTo: folder,
  };
  const { temperature, logits } = await host.call('train', task);
  expect(temperature!.temperature).toBeGreaterThan(1);
  expect(temperature!.after).toBeLessThan(temperature!.before);
  const predicted = await host.call('predict', folder, task.predict);
  expect(predicted.logits).toEqual(logits);
  for (const [row, [bad, good]] of predicted.probabilities.entries()) {
    const [a, b] = logits[row]!;
    expect(Math.log(good! / bad!)).toBeCloseTo((b! - a!) / temperature!.temperature, 6);
  }
  const unkept = await host.call('train', { ...task, saveTo: undefined });
  expect(unkept.temperature).toBeUndefined();
  expect(unkept.logits).toEqual(logits);
});

const task = {
  base: base.files,
  labels: ['bad', 'good'],
  train: films,
  validation: films,
  predict: films.map(({ text }) => text),
  settings: { ...filmSettings, method: 'head' as const },
  stream: ['head'],
  checkpoints: path.join(base.folder, 'checkpoints'),
  saveTo: path.join(base.folder, 'head'),
};

describe.each([undefined, 'head'] as const)('soft targets, method %s', (method) => {
  const train = (shares: (label: number) => readonly number[] | undefined) =>
    host.call('train', {
      base: base.files,
      labels: ['bad', 'good'],
      train: films.map((film) => {
        const soft = shares(film.label);
        return soft ? { ...film, shares: soft } : film;
      }),
      validation: [],
      predict: films.map(({ text }) => text),
      settings: { ...filmSettings, epochs: 40, choose: 'last', ...(method ? { method } : {}) },
      stream: ['soft'],
      checkpoints: path.join(base.folder, 'soft-checkpoints'),
      saveTo: undefined,
    });

  it('a share of 1 is the label, to the last bit', async () => {
    const soft = await train((label) => (label === 1 ? [0, 1] : [1, 0]));
    expect(soft.logits).toEqual((await train(() => undefined)).logits);
  });

  it('a student learns the shares of a text, and not its label', async () => {
    const { logits } = await train(() => [0.2, 0.8]);
    for (const [bad, good] of logits) expect(good! - bad!).toBeCloseTo(Math.log(4), 0);
  });
});

// epochs that teach the labels, and not yet the wrong ones by heart
describe.each([
  { way: 'all weights', settings: { epochs: 12 } },
  { way: 'all weights, the mean read', settings: { pooling: 'mean' as const } },
  { way: 'the head', settings: { method: 'head' as const } },
])('the influence of rows on a student, trained: $way', ({ settings }) => {
  const wrong = [
    { text: 'a good film', label: 0 },
    { text: 'a bad film', label: 1 },
  ];

  it('is above 0 for rows of a wrong label, and the same again', async () => {
    const progress: TrainingProgress[] = [];
    const own = forkHost<StudentHost>({
      ...options,
      onEvent: (event) => void progress.push(event as TrainingProgress),
    });
    const asked = {
      base: base.files,
      labels: ['bad', 'good'],
      train: [...films, ...wrong],
      held: heldOutFilms,
      settings: { ...filmSettings, choose: 'last' as const, ...settings },
      stream: ['influence'],
      checkpoints: path.join(base.folder, 'influence'),
    };
    const { influences, logits } = await own.call('influences', asked);
    expect(logits).toHaveLength(heldOutFilms.length);
    expect(influences).toHaveLength(asked.train.length);
    const meanOf = (some: readonly number[]) => some.reduce((sum, x) => sum + x, 0) / some.length;
    const [right, misled] = [influences.slice(0, films.length), influences.slice(films.length)];
    expect(meanOf(misled)).toBeGreaterThan(0);
    expect(meanOf(misled)).toBeGreaterThan(meanOf(right));
    // a batch of ten rows, and each row
    const told = progress.filter(({ loss }) => loss === null);
    expect(told.map(({ step, steps }) => [step, steps])).toEqual(
      Array.from({ length: 11 }, (_, i) => [i + 1, 11]),
    );
    expect(await own.call('influences', asked)).toEqual({ influences, logits });
    own.stop();
  });
});

describe('a student whose head alone is trained', () => {
  let trained: Awaited<ReturnType<StudentHost['train']>>;
  beforeAll(async () => {
    trained = await host.call('train', task);
  });

  it('is the regression on the frozen body’s features that cross-validation chose', async () => {
    const encoder = await openEncoder(base.files, { threads: 1 });
    const vectors = await encoder.embed(task.predict, task.settings.maxLength);
    const { dimension } = encoder;
    const features = films.map((_, i) => vectors.subarray(i * dimension, (i + 1) * dimension));
    const labels = films.map(({ label }) => label);
    const C = chooseStrength(features, labels, 2, task.stream);
    const { weights, biases } = fitLogisticRegression(features, labels, 2, { C });
    for (const [i, row] of features.entries()) {
      const scores = weights.map((weight, c) =>
        weight.reduce((sum, one, axis) => sum + one * row[axis]!, biases[c]!),
      );
      for (const [c, score] of scores.entries()) {
        expect(trained.logits[i]![c]).toBeCloseTo(score, 3);
      }
    }
    const right = trained.logits.filter(([bad, good], i) => Number(good! > bad!) === labels[i]);
    expect(trained.history).toEqual([
      { epoch: 1, loss: 0, validationAccuracy: right.length / films.length },
    ]);
  });

  it('predicts the same when it is read again, and as an ONNX file', async () => {
    await predictsTheSame(task.saveTo, trained.logits);
  });
});

describe('a fine-tuned student that reads the mean', () => {
  const folder = path.join(base.folder, 'mean');
  const { method: _method, ...settings } = task.settings;
  const fineTuning = {
    ...task,
    settings: { ...settings, pooling: 'mean' as const, choose: 'last' as const },
    saveTo: folder,
  };

  it.each([
    ['the rows', { train: films, first: undefined }],
    // the second training goes on from the first, so the regression is of the first one's rows
    ['the rows that come first', { train: films.slice(2, 6), first: films }],
  ])('starts from the regression on %s', async (_what, { train, first }) => {
    const head = await host.call('train', { ...task, saveTo: undefined });
    const still = { ...fineTuning.settings, learningRate: 0 };
    const checkpoints = path.join(base.folder, 'first');
    const started = await host.call('train', {
      ...fineTuning,
      train,
      ...(first ? { first: { train: first, settings: still, checkpoints } } : {}),
      settings: still,
      saveTo: undefined,
    });
    expect(started.logits).toEqual(head.logits);
  });

  it('trains all weights, and predicts the same when it is read again, and as an ONNX file', async () => {
    const { history, logits } = await host.call('train', fineTuning);
    expect(history.at(-1)!.loss).toBeLessThan(history[0]!.loss);
    const config = JSON.parse(readFileSync(path.join(folder, 'config.json'), 'utf8'));
    expect(config).toMatchObject({ stillroom_pooling: 'mean', stillroom_finetuned: true });
    const head = await readTensors(path.join(base.folder, 'head', 'model.safetensors'), QUERY);
    const tuned = await readTensors(path.join(folder, 'model.safetensors'), QUERY);
    expect(tuned).not.toEqual(head);
    await predictsTheSame(folder, logits);
  });

  it('that is killed goes on to the same bytes, with other threads too', async () => {
    await host.call('train', fineTuning);
    const file = path.join(folder, 'model.safetensors');
    const whole = readFileSync(file);
    rmSync(folder, { recursive: true });
    const epochs: number[] = [];
    const killed = forkHost<StudentHost>({
      ...options,
      onEvent: (event) => {
        const { epoch } = event as TrainingProgress;
        epochs.push(epoch);
        if (epoch === 3) killed.stop();
      },
    });
    await expect(killed.call('train', fineTuning)).rejects.toThrow('was stopped');
    expect(existsSync(path.join(task.checkpoints, 'checkpoint.safetensors'))).toBe(true);
    const seen: number[] = [];
    const next = forkHost<StudentHost>({
      ...options,
      open: { name: 'open', args: [{ threads: 2 }] },
      onEvent: (event) => seen.push((event as TrainingProgress).epoch),
    });
    await next.call('train', fineTuning);
    next.stop();
    expect(seen[0]).toBeGreaterThan(1);
    expect(readFileSync(file).equals(whole)).toBe(true);
  });
});

const QUERY = new Map([['encoder.layer.0.attention.self.query.weight', [32, 32]]]);

/** The student in a folder, opened again and as ONNX files, has the logits that it was trained to. */
async function predictsTheSame(folder: string, trained: readonly (readonly number[])[]) {
  const again = await host.call('predict', folder, task.predict);
  expect(again.logits).toEqual(trained);
  const exported = `${folder}-exported`;
  await host.call('exportStudent', folder, exported);
  // its temperature is in its weights now
  const opened = await host.call('predict', exported, task.predict);
  for (const [i, row] of opened.logits.entries()) {
    const most = Math.max(...row);
    const all = row.map((logit) => Math.exp(logit - most));
    const sum = all.reduce((total, one) => total + one, 0);
    for (const [c, one] of all.entries()) {
      expect(one / sum).toBeCloseTo(again.probabilities[i]![c]!, 5);
      expect(opened.probabilities[i]![c]).toBeCloseTo(again.probabilities[i]![c]!, 5);
    }
  }
  const tokenizer = await loadTokenizer(path.join(exported, 'tokenizer.json'));
  const { padId, vocabulary } = tokenizer;
  // in eight bits a logit is about the same
  for (const [name, digits] of [
    ['model.onnx', 4],
    ['onnx/model.onnx', 4],
    ['model_quantized.onnx', 0],
  ] as const) {
    const session = await openOnnxSession(readFileSync(path.join(exported, name)), { threads: 1 });
    for (const [i, text] of task.predict.entries()) {
      const encoded = tokenizer.encode(String(text), task.settings.maxLength);
      const batch = tokenBatch([encoded], { padId, vocabulary, positions: 512 });
      const { logits } = await session.run(batch.feeds, ['logits']);
      for (const [c, value] of [...(logits!.data as Float32Array)].entries()) {
        expect(value).toBeCloseTo(opened.logits[i]![c]!, digits);
      }
    }
    await session.release();
  }
}
