import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { forkHost, hostModule } from '../../../electron/hosts/host.ts';
import type { StudentHost } from '../../../electron/hosts/studentHost.ts';
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
