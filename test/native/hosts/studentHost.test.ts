import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forkHost, hostModule } from '../../../electron/hosts/host.ts';
import type { StudentHost } from '../../../electron/hosts/studentHost.ts';
import { openEncoder } from '../../../models/encoder/encoder.ts';
import {
  chooseStrength,
  fitLogisticRegression,
} from '../../../models/student/logisticRegression.ts';
import { tokenBatch } from '../../../models/transformer/tokenBatch.ts';
import { loadTokenizer } from '../../../models/transformer/tokenizer.ts';
import { openOnnxSession } from '../../../native/onnx/onnxSession.ts';
import { bertFolder } from '../student/bertFolder.ts';
import { filmSettings, films } from '../student/filmTraining.ts';

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

describe('a student whose head alone is trained', () => {
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
  let trained: Awaited<ReturnType<StudentHost['train']>>;
  beforeAll(async () => {
    trained = await host.call('train', task);
  });

  it('is the regression on the frozen body’s features that cross-validation chose', async () => {
    const encoder = await openEncoder(base.files, 1);
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
    const again = await host.call('predict', task.saveTo, task.predict);
    expect(again.logits).toEqual(trained.logits);
    await host.call('exportOnnx', task.saveTo);
    const session = await openOnnxSession(readFileSync(path.join(task.saveTo, 'model.onnx')), {
      threads: 1,
    });
    const tokenizer = await loadTokenizer(path.join(task.saveTo, 'tokenizer.json'));
    for (const [i, text] of task.predict.entries()) {
      const { padId, vocabulary } = tokenizer;
      const encoded = tokenizer.encode(String(text), task.settings.maxLength);
      const batch = tokenBatch([encoded], { padId, vocabulary, positions: 512 });
      const { logits } = await session.run(batch.feeds, ['logits']);
      for (const [c, value] of [...(logits!.data as Float32Array)].entries()) {
        expect(value).toBeCloseTo(trained.logits[i]![c]!, 4);
      }
    }
  });
});
