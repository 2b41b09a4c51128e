import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import { answerScore } from '../../models/student/answerScore.ts';
import { decodeAnswer } from '../../models/student/decodeAnswer.ts';
import { argmax } from '../../models/student/runTraining.ts';
import { answerTokens, type SpanWindow, spanWindows } from '../../models/student/spanWindows.ts';
import {
  type AnsweredQuestion,
  initialWeights,
  type LabelledText,
  type ModelFiles,
  openArchitecture,
  openSpanArchitecture,
  predictAnswers,
  predictLogits,
  type SpanSettings,
  saveSpanStudent,
  saveStudent,
  trainSpanStudent,
  trainStudent,
} from '../../models/student/student.ts';
import { type Bar, under } from './peer/bar.ts';
import { answeredQuestions, labelledTexts, labelsOf } from './peer/dataSets.ts';
import { openPyTorchTraining } from './peer/pytorchTraining.ts';
import type { BenchmarkResult } from './run.ts';

const SEEDS = [1, 2, 3];
/** Each: the two work side by side, since nothing is timed. */
const THREADS = 1;
/** SynthesizRR App. K's DistilBERT, for fewer epochs. */
const SETTINGS: SpanSettings = {
  epochs: 2,
  batchSize: 32,
  learningRate: 5e-5,
  weightDecay: 1e-4,
  epsilon: 1e-6,
  warmup: 0.06,
  maxLength: 256,
  choose: 'last',
  stride: 128,
  best: 20,
  longestAnswer: 30,
  unanswerable: false,
};

const CLASSIFIED = [
  { name: 'rotten_tomatoes', fields: ['text'], train: 1000, test: 2132 },
  { name: 'ag_news', fields: ['text'], train: 1000, test: 2000 },
  // as S3 has it: the sentence before its premise
  { name: 'rte', fields: ['hypothesis', 'premise'], train: 2487, test: 277 },
];
const QUESTIONS = { name: 'adversarial_qa', train: 1002, test: 600 };
const ANSWER_SETTINGS: SpanSettings = { ...SETTINGS, batchSize: 16, maxLength: 384 };

/** Percent right, of ours and of PyTorch's, one for each seed. */
interface Scores {
  readonly ours: number[];
  readonly pytorch: number[];
}

/**
 * Whole trainings of all-MiniLM-L6-v2 on real data, ours and PyTorch's, three seeds each: the same starting
 * weights, batches and learning rates, without dropout, since no two libraries draw the same masks.
 */
export async function studentAccuracy(): Promise<BenchmarkResult> {
  const { files } = await openModelStore().require('all-minilm-l6-v2', 'student');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'stillroom-accuracy-'));
  const base = await withoutDropout(files as unknown as ModelFiles, path.join(folder, 'base'));
  const rows = new Map<string, Scores>();
  const add = (name: string, ours: number, pytorch: number) => {
    const scores = rows.get(name) ?? { ours: [], pytorch: [] };
    scores.ours.push(100 * ours);
    scores.pytorch.push(100 * pytorch);
    rows.set(name, scores);
    console.error(
      `${name}: ours ${(100 * ours).toFixed(2)}, PyTorch ${(100 * pytorch).toFixed(2)}`,
    );
  };
  for (const seed of SEEDS) {
    for (const set of CLASSIFIED) {
      const { ours, pytorch } = await classify(
        set,
        base,
        path.join(folder, `${set.name}-${seed}`),
        seed,
      );
      add(set.name, ours, pytorch);
    }
    const answers = await answer(base, path.join(folder, `answers-${seed}`), seed);
    add(`${QUESTIONS.name}, exact match`, answers.ours.exactMatch, answers.pytorch.exactMatch);
    add(`${QUESTIONS.name}, F1`, answers.ours.f1, answers.pytorch.f1);
  }
  await rm(folder, { recursive: true });
  const bars: Bar[] = [...rows].map(([name, { ours, pytorch }]) =>
    under(`${name}: points between ours and PyTorch`, Math.abs(mean(ours) - mean(pytorch)), 1),
  );
  console.error();
  for (const [name, { ours, pytorch }] of rows) {
    console.error(`${name.padEnd(30)} ours ${spread(ours)}   PyTorch ${spread(pytorch)}`);
  }
  return {
    name: 'studentAccuracy',
    ratios: {},
    medians: Object.fromEntries(rows),
    machine: { cpu: os.cpus()[0]!.model, node: process.version, seeds: SEEDS.length },
    bars,
  };
}

type DataSet = (typeof CLASSIFIED)[number];

/** The shares of a data set's test texts that both get right. */
async function classify(set: DataSet, base: ModelFiles, folder: string, seed: number) {
  const labels = labelsOf(set.name);
  const texts = (part: 'train' | 'test') =>
    labelledTexts(set.name, part, { most: set[part], fields: set.fields, labels });
  const [train, test] = [texts('train'), texts('test')];
  const architecture = await openArchitecture(base, labels.length, THREADS);
  const { executor, config, tokenizer } = architecture;
  const file = base['model.safetensors'];
  const weights = await initialWeights(file, executor.shapes, config, [seed, 'head']);
  const model = path.join(folder, 'model');
  await mkdir(folder, { recursive: true });
  await saveStudent(model, base, weights, { labels, maxLength: SETTINGS.maxLength });
  const encode = ({ text }: LabelledText) =>
    typeof text === 'string'
      ? tokenizer.encode(text, SETTINGS.maxLength)
      : tokenizer.encodePair(...text, SETTINGS.maxLength);
  const stream = [seed, set.name];
  const peer = await openPyTorchTraining(
    {
      model,
      head: 'labels',
      padId: tokenizer.padId,
      settings: SETTINGS,
      stream,
      examples: train.map(encode),
      targets: train.map(({ label }) => label),
      test: test.map(encode),
    },
    { folder, threads: THREADS },
  );
  const peerTrains = peer.train(peer.steps);
  const input = { ...architecture, weights, settings: SETTINGS };
  const checkpoints = path.join(folder, 'checkpoints');
  await trainStudent({ ...input, train, validation: [], stream, checkpoints });
  const own = await predictLogits(
    input,
    test.map(({ text }) => text),
  );
  await executor.release();
  await peerTrains;
  const theirs = (await peer.test()) as number[][];
  await peer.close();
  const right = (logits: readonly (readonly number[])[]) =>
    test.filter(({ label }, row) => argmax(logits[row]!) === label).length / test.length;
  return { ours: right(own), pytorch: right(theirs) };
}

/** Exact match and F1 of both on AdversarialQA. */
async function answer(base: ModelFiles, folder: string, seed: number) {
  const settings = ANSWER_SETTINGS;
  const train = answeredQuestions(QUESTIONS.name, 'train', QUESTIONS.train);
  const test = answeredQuestions(QUESTIONS.name, 'test', QUESTIONS.test);
  const architecture = await openSpanArchitecture(base, THREADS);
  const { executor, config, tokenizer } = architecture;
  const file = base['model.safetensors'];
  const weights = await initialWeights(file, executor.shapes, config, [seed, 'head']);
  const model = path.join(folder, 'model');
  await mkdir(folder, { recursive: true });
  await saveSpanStudent(model, base, weights, settings);
  const windowsOf = (questions: readonly AnsweredQuestion[]) =>
    questions.flatMap((question, index) => spanWindows(tokenizer, question, index, settings));
  const [windows, held] = [windowsOf(train), windowsOf(test)];
  const stream = [seed, QUESTIONS.name];
  const peer = await openPyTorchTraining(
    {
      model,
      head: 'answers',
      padId: tokenizer.padId,
      settings,
      stream,
      examples: windows,
      targets: windows.map((one) => answerTokens(one, train[one.question]!.answer ?? undefined)),
      test: held,
    },
    { folder, threads: THREADS },
  );
  const peerTrains = peer.train(peer.steps);
  const input = { ...architecture, weights, settings };
  const checkpoints = path.join(folder, 'checkpoints');
  await trainSpanStudent({ ...input, train, validation: [], stream, checkpoints });
  const own = await predictAnswers(input, test);
  await executor.release();
  await peerTrains;
  const logits = (await peer.test()) as number[][][];
  await peer.close();
  const read = held.map((window: SpanWindow, index) => {
    const [starts, ends] = logits[index]!.map((side) => Float32Array.from(side)) as [
      Float32Array,
      Float32Array,
    ];
    return { window, starts, ends };
  });
  const theirs = test.map(({ context }, question) =>
    decodeAnswer(
      context,
      read.filter(({ window }) => window.question === question),
      settings,
    ),
  );
  const score = (answers: readonly { text: string }[]) => {
    const each = test.map(({ context, answer }, row) =>
      answerScore(answers[row]!.text, [context.slice(...answer!)]),
    );
    return {
      exactMatch: mean(each.map(({ exactMatch }) => exactMatch)),
      f1: mean(each.map(({ f1 }) => f1)),
    };
  };
  return { ours: score(own), pytorch: score(theirs) };
}

/** A copy of a model whose config drops nothing out. */
async function withoutDropout(files: ModelFiles, folder: string): Promise<ModelFiles> {
  await mkdir(folder, { recursive: true });
  const copies = Object.entries(files).map(
    ([name, file]) => [name, file, path.join(folder, name)] as const,
  );
  for (const [, from, to] of copies) await cp(from, to);
  const file = path.join(folder, 'config.json');
  const config = JSON.parse(await readFile(file, 'utf8'));
  const none = { hidden_dropout_prob: 0, attention_probs_dropout_prob: 0 };
  await writeFile(file, JSON.stringify({ ...config, ...none }));
  return Object.fromEntries(copies.map(([name, , to]) => [name, to])) as unknown as ModelFiles;
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Mean and standard deviation. */
function spread(values: readonly number[]): string {
  const squares = values.map((value) => (value - mean(values)) ** 2);
  const deviation = Math.sqrt(squares.reduce((a, b) => a + b, 0) / (values.length - 1));
  return `${mean(values).toFixed(1)} ± ${deviation.toFixed(1)}`;
}
