import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { wilsonInterval } from '../../electron/engine/measures/score.ts';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import { argmax } from '../../models/student/runTraining.ts';
import {
  initialWeights,
  type LabelledText,
  type ModelFiles,
  openArchitecture,
  predictLogits,
  saveStudent,
  trainStudent,
} from '../../models/student/student.ts';
import { atLeast, under } from './peer/bar.ts';
import { labelledTexts, labelsOf } from './peer/dataSets.ts';
import { openPyTorchTraining } from './peer/pytorchTraining.ts';
import type { BenchmarkResult } from './run.ts';

const [TRAIN, TEST] = [1000, 1000];
/** S3's batch and length; SynthesizRR's learning rate, since S3's needs its many rows. */
const SETTINGS = {
  epochs: 1,
  batchSize: 8,
  learningRate: 5e-5,
  weightDecay: 1e-4,
  epsilon: 1e-6,
  warmup: 0.06,
  maxLength: 512,
  choose: 'last',
} as const;

/**
 * An epoch of film reviews cut at 512 tokens: ours, where a batch is as long as its longest text and texts of
 * about equal length share one, beside PyTorch with every text padded to 512, as both papers' code does.
 * PyTorch does half of its epoch before ours and half after. Dropout is the model's own in both.
 */
export async function studentEpoch(): Promise<BenchmarkResult> {
  const store = await openModelStore().require('all-minilm-l6-v2', 'student');
  const base = store.files as unknown as ModelFiles;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'stillroom-epoch-'));
  const labels = labelsOf('imdb');
  const texts = (part: 'train' | 'test', most: number) =>
    labelledTexts('imdb', part, { most, fields: ['text'], labels });
  const [train, test] = [texts('train', TRAIN), texts('test', TEST)];
  const architecture = await openArchitecture(base, labels.length, 2);
  const { executor, config, tokenizer } = architecture;
  const file = base['model.safetensors'];
  const weights = await initialWeights(file, executor.shapes, config, [1, 'head']);
  const model = path.join(folder, 'model');
  await saveStudent(model, base, weights, { labels, maxLength: SETTINGS.maxLength });
  const encode = ({ text }: LabelledText) => tokenizer.encode(String(text), SETTINGS.maxLength);
  const stream = [1, 'imdb'];
  const examples = train.map(encode);
  const peer = await openPyTorchTraining(
    {
      model,
      head: 'labels',
      padId: tokenizer.padId,
      settings: SETTINGS,
      stream,
      examples,
      targets: train.map(({ label }) => label),
      padTo: SETTINGS.maxLength,
      test: test.map(encode),
    },
    { folder, threads: 2 },
  );
  const half = peer.steps >> 1;
  const before = await peer.train(half);
  const start = performance.now();
  const input = { ...architecture, weights, settings: SETTINGS };
  const checkpoints = path.join(folder, 'checkpoints');
  await trainStudent({ ...input, train, validation: [], stream, checkpoints });
  const ours = (performance.now() - start) / 1e3;
  const theirs = before + (await peer.train(peer.steps - half));
  const right = (logits: readonly (readonly number[])[]) =>
    test.filter(({ label }, row) => argmax(logits[row]!) === label).length;
  const own = right(
    await predictLogits(
      input,
      test.map(({ text }) => text),
    ),
  );
  const peers = right((await peer.test()) as number[][]);
  await peer.close();
  await executor.release();
  await rm(folder, { recursive: true });
  const percent = (count: number) => {
    const [low, high] = wilsonInterval(count, TEST);
    return `${((100 * count) / TEST).toFixed(1)} [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
  };
  const tokens = examples.reduce((sum, { ids }) => sum + ids.length, 0) / TRAIN;
  console.error(
    `${TRAIN} reviews of ${tokens.toFixed(0)} tokens: ours ${ours.toFixed(0)} s, ${percent(own)}% right; ` +
      `PyTorch padded to 512 ${theirs.toFixed(0)} s, ${percent(peers)}% right (of ${TEST})`,
  );
  // twice the standard error of a difference of two shares of TEST texts each
  const noise = 200 * Math.sqrt((2 * (peers / TEST) * (1 - peers / TEST)) / TEST);
  return {
    name: 'studentEpoch',
    ratios: { 'IMDb epoch': theirs / ours },
    medians: { ours, pytorch: theirs, right: { ours: own / TEST, pytorch: peers / TEST } },
    machine: { cpu: os.cpus()[0]!.model, node: process.version, pytorch: peer.version },
    bars: [
      atLeast('an epoch of IMDb: times as fast as PyTorch padded to 512', theirs / ours, 4),
      under(
        'an epoch of IMDb: points between ours and PyTorch',
        (100 * Math.abs(own - peers)) / TEST,
        Number(noise.toFixed(1)),
      ),
    ],
  };
}
