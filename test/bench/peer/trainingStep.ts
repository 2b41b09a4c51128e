/**
 * Our side of studentSpeed.ts, as trainingStep.py is PyTorch's: a training step of a classifier for each
 * line `step`, for `peak` the most memory that this process had, in bytes, and for `profile` the parts
 * of the quickest of a few steps, as JSON. Usage:
 * trainingStep.ts bert|deberta-v2 VOCABULARY LAYERS HIDDEN HEADS INTERMEDIATE BATCH LENGTH THREADS
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { randomStream } from '../../../models/randomStream.ts';
import { adamWStep, newMoments } from '../../../models/student/adamW.ts';
import { classTargets } from '../../../models/student/classTargets.ts';
import { type CpuExecutor, openCpuExecutor } from '../../../models/student/cpuExecutor.ts';
import { dropRates, stepMasks } from '../../../models/student/stepMasks.ts';
import { buildTrainingStep } from '../../../models/student/studentGraph.ts';
import { allocateWeights } from '../../../models/student/weights.ts';
import { dropoutOf, type EncoderConfig } from '../../../models/transformer/encoderConfig.ts';
import { tokenBatch } from '../../../models/transformer/tokenBatch.ts';
import { type OperatorTime, operatorTimes } from './operatorTimes.ts';

const [type, ...sizes] = process.argv.slice(2);
const [vocabulary, layers, hidden, heads, intermediate, B, S, threads] = sizes.map(Number) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];
const isDeberta = type === 'deberta-v2';
const config: EncoderConfig = {
  type: isDeberta ? 'deberta-v2' : 'bert',
  vocabulary,
  layers,
  hidden,
  heads,
  intermediate,
  positions: 512,
  firstPosition: 0,
  tokenTypes: isDeberta ? 0 : 2,
  epsilon: isDeberta ? 1e-7 : 1e-12,
  dropout: dropoutOf(0.1),
  headDropout: 0.1,
  spanDropout: 0,
  // as microsoft/deberta-v3-base is published
  modern: null,
  relative: isDeberta
    ? { buckets: 256, longest: 512, sharesProjections: true, hasNorm: true }
    : null,
  initializerRange: 0.02,
};
const SETTINGS = { learningRate: 5e-5, beta1: 0.9, beta2: 0.999, epsilon: 1e-6, weightDecay: 0.01 };

const peak = () => 1024 * process.resourceUsage().maxRSS;
console.log(`ready ${process.version} ${peak()}`);
const shape = { config, classes: 2 };
const executor = await openCpuExecutor(shape, threads);
const weights = allocateWeights(executor.shapes);
const random = randomStream('bench');
for (const [name, { data }] of weights.views) {
  if (name.endsWith('LayerNorm.weight')) data.fill(1);
  else if (name.endsWith('.weight'))
    for (let i = 0; i < data.length; i++) data[i] = 0.04 * (random.uniform() - 0.5);
}
const moments = newMoments(weights);
const labels = Array.from({ length: B }, (_, row) => row % 2);
let steps = 0;

/** How long a step's gradients and its AdamW took, in seconds, and the batch that it drew. */
async function takeStep(by: CpuExecutor) {
  const texts = labels.map(() => ({
    ids: Array.from({ length: S }, () => 1000 + random.below(19000)),
    cut: false,
  }));
  const start = performance.now();
  const batch = tokenBatch(texts, { padId: 0, vocabulary, positions: config.positions });
  const { gradients } = await by.lossAndGradients(
    weights,
    batch,
    classTargets(labels, 2),
    new Float32Array(B).fill(1 / B),
    ['bench', steps++],
  );
  const between = performance.now();
  adamWStep(weights, moments, gradients, SETTINGS, steps);
  const end = performance.now();
  return { gradients: (between - start) / 1e3, adamW: (end - between) / 1e3, batch };
}

/** Seconds that a step took, and seconds of processor time of all threads. */
async function step(): Promise<string> {
  const cpu = process.cpuUsage();
  const { gradients, adamW } = await takeStep(executor);
  const { user, system } = process.cpuUsage(cpu);
  return `${gradients + adamW} ${(user + system) / 1e6}`;
}

/** The first step allocates memory and is not counted. */
const PROFILED_STEPS = 6;

/** The parts of the quickest step: ONNX Runtime's operators, and what the host does. */
async function profile(): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stillroom-profile-'));
  const profiled = await openCpuExecutor(shape, threads, { profile: path.join(folder, 'step') });
  const draw = stepMasks(buildTrainingStep(shape, dropRates(shape)));
  const taken: (Awaited<ReturnType<typeof takeStep>> & { masks: number })[] = [];
  for (let k = 0; k < PROFILED_STEPS; k++) {
    const own = await takeStep(profiled);
    const start = performance.now();
    draw(own.batch, ['bench', k]);
    taken.push({ ...own, masks: (performance.now() - start) / 1e3 });
  }
  await profiled.release();
  const runs = operatorTimes(folder);
  rmSync(folder, { recursive: true });
  const seconds = taken.map(({ gradients, adamW }) => gradients + adamW);
  const quickest = seconds.indexOf(Math.min(...seconds.slice(1)));
  const { gradients, adamW, masks } = taken[quickest]!;
  const run = runs[quickest]!;
  const inOperators = run.operators.reduce((sum, operator) => sum + operator.seconds, 0);
  const once = (name: string, took: number) => ({ name, seconds: Math.max(0, took), calls: 1 });
  const parts: OperatorTime[] = [
    ...run.operators,
    once('between operators', run.seconds - inOperators),
    once('drawing masks', masks),
    once('arrays in and out', gradients - run.seconds - masks),
    once('AdamW', adamW),
  ];
  return JSON.stringify({ seconds: seconds[quickest], parts });
}

const answers: Readonly<Record<string, () => Promise<string> | string>> = {
  step,
  profile,
  peak: () => String(peak()),
};
for await (const line of createInterface({ input: process.stdin })) {
  console.log(await answers[line]!());
}
await executor.release();
