/**
 * Our side of studentSpeed.ts, as trainingStep.py is PyTorch's: a training step of a classifier for each
 * line `step`, and for `peak` the most memory that this process had, in bytes. Usage:
 * trainingStep.ts bert|deberta-v2 VOCABULARY LAYERS HIDDEN HEADS INTERMEDIATE BATCH LENGTH THREADS
 */
import { createInterface } from 'node:readline';
import { randomStream } from '../../../models/randomStream.ts';
import { adamWStep, newMoments } from '../../../models/student/adamW.ts';
import { classTargets } from '../../../models/student/classTargets.ts';
import { openCpuExecutor } from '../../../models/student/cpuExecutor.ts';
import { allocateWeights } from '../../../models/student/weights.ts';
import { dropoutOf, type EncoderConfig } from '../../../models/transformer/encoderConfig.ts';
import { tokenBatch } from '../../../models/transformer/tokenBatch.ts';

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
const executor = await openCpuExecutor({ config, classes: 2 }, threads);
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

/** Seconds that a step took, and seconds of processor time of all threads. */
async function step(): Promise<string> {
  const texts = labels.map(() => ({
    ids: Array.from({ length: S }, () => 1000 + random.below(19000)),
    cut: false,
  }));
  const start = performance.now();
  const cpu = process.cpuUsage();
  const { gradients } = await executor.lossAndGradients(
    weights,
    tokenBatch(texts, { padId: 0, vocabulary, positions: config.positions }),
    classTargets(labels, 2),
    new Float32Array(B).fill(1 / B),
    ['bench', steps++],
  );
  adamWStep(weights, moments, gradients, SETTINGS, steps);
  const { user, system } = process.cpuUsage(cpu);
  return `${(performance.now() - start) / 1e3} ${(user + system) / 1e6}`;
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(line === 'step' ? await step() : peak());
}
await executor.release();
