import { type ChildProcess, spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { BadInput } from '../../models/badInput.ts';
import { randomStream } from '../../models/randomStream.ts';
import { adamWStep, newMoments } from '../../models/student/adamW.ts';
import { classTargets } from '../../models/student/classTargets.ts';
import { openCpuExecutor } from '../../models/student/cpuExecutor.ts';
import { allocateWeights } from '../../models/student/weights.ts';
import type { EncoderConfig } from '../../models/transformer/encoderConfig.ts';
import { tokenBatch } from '../../models/transformer/tokenBatch.ts';
import type { BenchmarkResult } from './run.ts';

const THREADS = 2;
const WARM_UP = 2;
const PAIRS = 7;
/** A case waits so long for pairs that nobody else disturbed. */
const PATIENCE_MS = 60_000;
/** A step is disturbed where others had the processors for a tenth of its time. */
const DISTURBED = 0.1;
/** Both libraries' idle threads spin for a moment; each side starts on a machine at rest. */
const REST_MS = 250;

interface Case {
  readonly name: string;
  readonly config: EncoderConfig;
  readonly B: number;
  readonly S: number;
}

const bert = (hidden: number): EncoderConfig => ({
  type: 'bert',
  vocabulary: 30522,
  hidden,
  layers: 6,
  heads: 12,
  intermediate: 4 * hidden,
  positions: 512,
  firstPosition: 0,
  tokenTypes: 2,
  epsilon: 1e-12,
  dropout: 0.1,
  headDropout: 0.1,
  spanDropout: 0,
  relative: null,
  initializerRange: 0.02,
});

/** As microsoft/deberta-v3-base is published. */
const DEBERTA: EncoderConfig = {
  ...bert(768),
  type: 'deberta-v2',
  vocabulary: 128_100,
  layers: 12,
  tokenTypes: 0,
  epsilon: 1e-7,
  relative: { buckets: 256, longest: 512, sharesProjections: true, hasNorm: true },
};

const CASES: readonly Case[] = [
  { name: 'MiniLM B=8 S=128', config: bert(384), B: 8, S: 128 },
  { name: 'MiniLM B=32 S=64', config: bert(384), B: 32, S: 64 },
  { name: 'DistilBERT B=8 S=128', config: bert(768), B: 8, S: 128 },
  { name: 'DistilBERT B=32 S=64', config: bert(768), B: 32, S: 64 },
  { name: 'DeBERTa-v3 B=8 S=128', config: DEBERTA, B: 8, S: 128 },
];

const HEADER = `${' '.repeat(22)}        ours     PyTorch   ours is faster by (median of ${PAIRS} pairs, least and most)`;

interface Step {
  readonly seconds: number;
  /** Processor time, of all its threads. */
  readonly used: number;
}

/** Does one training step. */
interface Side {
  step(): Promise<Step>;
  close(): Promise<void>;
}

/**
 * Whole training steps (forward, backward, AdamW, dropout 0.1) of ours and of PyTorch, in turns
 * within one run, so that whatever else the machine does meets both.
 *
 * PyTorch is transformers' BertForSequenceClassification or DebertaV2ForSequenceClassification in a Python that STILLROOM_PYTHON names.
 */
export async function student(): Promise<BenchmarkResult> {
  const ratios: Record<string, number> = {};
  const medians: Record<string, unknown> = {};
  let pytorch = '';
  for (const test of CASES) {
    const { side: theirs, version } = await openPyTorch(test);
    const ours = await openOurs(test);
    if (test === CASES[0]) console.error(HEADER);
    pytorch = version;
    const { pairs, disturbed } = await measure(ours, theirs);
    await Promise.all([ours.close(), theirs.close()]);
    const a = median(pairs.map((pair) => pair.a));
    const b = median(pairs.map((pair) => pair.b));
    const each = pairs.map((pair) => pair.b / pair.a).sort((x, y) => x - y);
    const ratio = median(each);
    ratios[test.name] = round(ratio);
    medians[test.name] = { ours: round(a), pytorch: round(b), pairs: pairs.length, disturbed };
    console.error(
      `${test.name.padEnd(22)}${ms(a)}${ms(b)}   ${ratio.toFixed(2)}x ` +
        `(${each[0]!.toFixed(2)} to ${each.at(-1)!.toFixed(2)}` +
        `${disturbed ? '; other programs were at work' : ''})`,
    );
  }
  const machine = { cpu: os.cpus()[0]!.model, threads: THREADS, node: process.version, pytorch };
  return { name: 'student', ratios, medians, machine };
}

interface Pair {
  readonly a: number;
  readonly b: number;
}

/**
 * Pairs of steps of which neither was disturbed by other programs; all pairs, and `disturbed`, where
 * the machine does not leave enough of those.
 */
async function measure(ours: Side, theirs: Side): Promise<{ pairs: Pair[]; disturbed: boolean }> {
  const all: Pair[] = [];
  const quiet: Pair[] = [];
  for (let step = 0; step < WARM_UP; step++) {
    await ours.step();
    await theirs.step();
  }
  const start = performance.now();
  while (quiet.length < PAIRS) {
    const a = await watched(ours);
    const b = await watched(theirs);
    const pair = { a: a.seconds, b: b.seconds };
    all.push(pair);
    if (a.others < DISTURBED && b.others < DISTURBED) quiet.push(pair);
    if (performance.now() - start > PATIENCE_MS && all.length >= PAIRS) break;
  }
  const disturbed = quiet.length < PAIRS;
  return { pairs: disturbed ? all : quiet, disturbed };
}

/** A step, and the processors that other programs had meanwhile. */
async function watched(side: Side): Promise<{ seconds: number; others: number }> {
  await pause(REST_MS);
  const before = { busy: busySeconds(), at: performance.now() };
  const { seconds, used } = await side.step();
  const elapsed = (performance.now() - before.at) / 1e3;
  return { seconds, others: (busySeconds() - before.busy - used) / elapsed };
}

/** Of all processors since the machine started. */
function busySeconds(): number {
  const times = os.cpus().map((cpu) => cpu.times);
  return times.reduce((sum, { user, nice, sys }) => sum + user + nice + sys, 0) / 1e3;
}

async function openOurs({ config, B, S }: Case): Promise<Side> {
  const executor = await openCpuExecutor({ config, classes: 2 }, THREADS);
  const weights = allocateWeights(executor.shapes);
  const random = randomStream('bench');
  for (const [name, { data }] of weights.views) {
    if (name.endsWith('LayerNorm.weight')) data.fill(1);
    else if (name.endsWith('.weight'))
      for (let i = 0; i < data.length; i++) data[i] = 0.04 * (random.uniform() - 0.5);
  }
  const moments = newMoments(weights);
  const labels = Array.from({ length: B }, (_, row) => row % 2);
  const settings = {
    learningRate: 5e-5,
    weightDecay: 0.01,
    epsilon: 1e-6,
    beta1: 0.9,
    beta2: 0.999,
  };
  let steps = 0;
  return {
    async step() {
      const texts = labels.map(() => ({
        ids: Array.from({ length: S }, () => 1000 + random.below(19000)),
        cut: false,
      }));
      const start = performance.now();
      const cpu = process.cpuUsage();
      const limits = { padId: 0, vocabulary: config.vocabulary, positions: config.positions };
      const { gradients } = await executor.lossAndGradients(
        weights,
        tokenBatch(texts, limits),
        classTargets(labels, 2),
        new Float32Array(B).fill(1 / B),
        ['bench', steps++],
      );
      adamWStep(weights, moments, gradients, settings, steps);
      const { user, system } = process.cpuUsage(cpu);
      return { seconds: (performance.now() - start) / 1e3, used: (user + system) / 1e6 };
    },
    close: () => executor.release(),
  };
}

async function openPyTorch({ config, B, S }: Case): Promise<{ side: Side; version: string }> {
  const python = process.env.STILLROOM_PYTHON ?? 'python3';
  const script = path.join(import.meta.dirname, 'studentPeer.py');
  const { type, vocabulary, layers, hidden, heads, intermediate } = config;
  const sizes = [vocabulary, layers, hidden, heads, intermediate, B, S, THREADS];
  const child = spawn(python, [script, type, ...sizes.map(String)], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  const answer = async (): Promise<string> =>
    (await Promise.race([answers.next(), failed])).value ?? '';
  const hello = await answer().catch(() => '');
  if (!hello.startsWith('ready')) {
    throw new BadInput(
      `The student benchmark needs a Python with torch and transformers; ${python} ` +
        `${hello.startsWith('missing') ? `is ${hello}` : 'does not start'}. Name another by STILLROOM_PYTHON.`,
    );
  }
  return {
    version: hello.split(' ')[1] ?? '',
    side: {
      async step() {
        child.stdin.write('step\n');
        const [seconds, used] = (await answer()).split(' ').map(Number) as [number, number];
        return { seconds, used };
      },
      close: () => ended(child),
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.stdin?.end();
  await exit;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

const round = (value: number) => Number(value.toFixed(3));
const ms = (seconds: number) => `${(1e3 * seconds).toFixed(0)} ms`.padStart(12);
