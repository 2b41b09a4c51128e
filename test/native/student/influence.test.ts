import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classTargets } from '../../../models/student/classTargets.ts';
import { openCpuExecutor } from '../../../models/student/cpuExecutor.ts';
import { influencesOf, reverseGradient } from '../../../models/student/influence.ts';
import { hessianOf, inverseHessianProduct } from '../../../models/student/inverseHessian.ts';
import {
  innerProduct,
  openTrainedLoss,
  type TrainedLoss,
} from '../../../models/student/trainedLoss.ts';
import { allocateWeights, initialWeights, type Weights } from '../../../models/student/weights.ts';
import { parseEncoderConfig } from '../../../models/transformer/encoderConfig.ts';
import { readTensors } from '../../../models/transformer/safetensors.ts';
import { loadTokenizer, type TextTokenizer } from '../../../models/transformer/tokenizer.ts';

/** Made by test/fixtures/influence.py, which says how. */
interface Recorded {
  readonly stride: number;
  readonly train: readonly number[][];
  readonly trainLabels: readonly number[];
  readonly held: readonly number[][];
  readonly heldLabels: readonly number[];
  readonly batches: readonly number[][];
  readonly products: readonly number[][];
  readonly gradient: readonly number[];
  readonly solutions: readonly {
    readonly damp: number;
    readonly scale: number;
    readonly solution: readonly number[];
    readonly influences: readonly number[];
  }[];
}

const CLASSES = 3;
const PENALTY = 0.005;
const fixtures = path.join(import.meta.dirname, '../../fixtures');
const file = (name: string) => path.join(fixtures, 'bertStep', name);
const recorded = JSON.parse(
  readFileSync(path.join(fixtures, 'influence.json'), 'utf8'),
) as Recorded;

/** The same student for any number of threads. */
async function openLoss(threads: number): Promise<{ loss: TrainedLoss; weights: Weights }> {
  const config = parseEncoderConfig(
    JSON.parse(readFileSync(file('config.json'), 'utf8')),
    file('config.json'),
  );
  const shape = { config, classes: CLASSES };
  const { shapes, release } = await openCpuExecutor(shape, 1);
  await release();
  const weights = allocateWeights(shapes);
  for (const [name, data] of await readTensors(file('model.safetensors'), shapes)) {
    weights.views.get(name)!.data.set(data);
  }
  const tokenizer = await loadTokenizer(file('tokenizer.json'));
  const texts = [...recorded.train, ...recorded.held].map((ids) => ({ ids, cut: false }));
  const reader = { ...shape, tokenizer, positions: config.positions, weights };
  return { loss: await openTrainedLoss(reader, texts, threads), weights };
}

/** The vector in the order of the names, as the fixture has it. */
function byName({ views }: Weights, vector: Float32Array): number[] {
  const parts = new Map<string, Float32Array>();
  let at = 0;
  for (const [name, { data }] of views) {
    parts.set(name, vector.subarray(at, at + data.length));
    at += data.length;
  }
  return [...parts.keys()].sort().flatMap((name) => [...parts.get(name)!]);
}

/** The fixture's n-th direction, in the order of the weights. */
function direction({ views, all }: Weights, n: number): Float32Array {
  const vector = new Float32Array(all.length);
  const starts = new Map<string, number>();
  let at = 0;
  for (const [name, { data }] of views) {
    starts.set(name, at);
    at += data.length;
  }
  let place = 0;
  for (const name of [...views.keys()].sort()) {
    const from = starts.get(name)!;
    for (let i = 0; i < views.get(name)!.data.length; i++) {
      vector[from + i] = Math.sin((place + 1) * (0.7 + n));
      place++;
    }
  }
  return vector;
}

const batchOf = (rows: readonly number[]) => ({
  rows,
  targets: classTargets(
    rows.map((row) => recorded.trainLabels[row]!),
    CLASSES,
  ),
});
const held = recorded.heldLabels.map((label) => ({ label }));

/** The length of the difference, over the length of PyTorch's own. */
function relativeError(own: readonly number[], theirs: readonly number[]): number {
  return Math.hypot(...own.map((x, i) => x - theirs[i]!)) / Math.hypot(...theirs);
}

describe.each([1, 2])('the influence of rows is PyTorch’s (%i threads)', (threads) => {
  let loss: TrainedLoss;
  let weights: Weights;
  const shown = (vector: Float32Array) =>
    byName(weights, vector).filter((_, i) => i % recorded.stride === 0);
  beforeAll(async () => {
    ({ loss, weights } = await openLoss(threads));
  });
  afterAll(() => loss.release());

  it.each([0, 1, 2])('in the product of its Hessian with direction %i', async (n) => {
    const product = new Float32Array(loss.weights.length);
    const before = loss.weights.slice();
    const batch = batchOf(recorded.batches[0]!);
    await hessianOf(loss, PENALTY).multiply(batch, direction(weights, n), product);
    const error = relativeError(shown(product), recorded.products[n]!);
    expect(error).toBeLessThan(1e-3);
    expect(loss.weights).toEqual(before);
  });

  it('in the gradient of the reverse cross-entropy', async () => {
    const gradient = await reverseGradient(loss, held, recorded.train.length);
    const error = relativeError(shown(gradient), recorded.gradient);
    expect(error).toBeLessThan(1e-4);
  });

  it.each(recorded.solutions)(
    'in what LiSSA finds with a scale of $scale, and in every influence',
    async ({ solution, influences, ...settings }) => {
      const gradient = await reverseGradient(loss, held, recorded.train.length);
      const s = await inverseHessianProduct(loss, gradient, recorded.batches.map(batchOf), {
        ...settings,
        penalty: PENALTY,
      });
      const error = relativeError(shown(s), solution);
      expect(error).toBeLessThan(1e-3);
      const largest = Math.max(...influences.map(Math.abs));
      for (const [row, theirs] of influences.entries()) {
        const { rows, targets } = batchOf([row]);
        const own = -(await loss.gradient(rows, targets, 1)).dot(s);
        expect(Math.abs(own - theirs) / largest, `row ${row}`).toBeLessThan(1e-3);
      }
    },
  );

  it('and a scale below the Hessian’s largest eigenvalues is named, not taken for a result', async () => {
    const gradient = await reverseGradient(loss, held, recorded.train.length);
    const settings = { damp: 0.005, scale: 1, penalty: PENALTY };
    const batches = recorded.batches.map(batchOf);
    await expect(inverseHessianProduct(loss, gradient, batches, settings)).rejects.toThrow(
      /^The influence of rows cannot be computed: at batch \d+ LiSSA diverges with its scale of 1, .+ student\.method to head\.$/,
    );
  });
});

const TEXTS = ['good film', 'a very dull film', 'not bad', 'the bright film', 'bad', 'very good'];
const labelled = TEXTS.map((text, i) => ({ text, label: i % CLASSES }));

it('gives the same bits with any number of threads', async () => {
  const influences = async (threads: number) => {
    const { loss, weights } = await openLoss(threads);
    await loss.release();
    const config = parseEncoderConfig(
      JSON.parse(readFileSync(file('config.json'), 'utf8')),
      file('config.json'),
    );
    const tokenizer = await loadTokenizer(file('tokenizer.json'));
    return influencesOf({
      config,
      classes: CLASSES,
      tokenizer,
      positions: config.positions,
      weights,
      train: labelled.slice(0, 4),
      held: labelled.slice(4),
      settings: { maxLength: 12 },
      threads,
      stream: ['threads'],
    });
  };
  const one = await influences(1);
  expect(one).toHaveLength(4);
  expect(new Set(one).size).toBe(4);
  expect(await influences(2)).toEqual(one);
});

it.each(['bert', 'roberta', 'distilbert', 'deberta-v2', 'modernbert'])(
  'multiplies by a Hessian that is symmetric, of a student of the family %s',
  async (family) => {
    const of = (name: string) => path.join(fixtures, 'architectures', family, name);
    const config = parseEncoderConfig(
      JSON.parse(readFileSync(of('config.json'), 'utf8')),
      of('config.json'),
    );
    const shape = { config, classes: CLASSES };
    const { shapes, release } = await openCpuExecutor(shape, 1);
    await release();
    const weights = await initialWeights(of('model.safetensors'), shapes, config, ['symmetric']);
    const step = JSON.parse(readFileSync(of('step.json'), 'utf8')) as {
      readonly inputIds: readonly number[][];
      readonly lengths: readonly number[];
    };
    const texts = step.inputIds.map((ids, i) => ({
      ids: ids.slice(0, step.lengths[i]),
      cut: false,
    }));
    // the tokenizer's padding and vocabulary are all that a batch of ids needs
    const tokenizer = { padId: 0, vocabulary: config.vocabulary } as TextTokenizer;
    const reader = { ...shape, tokenizer, positions: config.positions, weights };
    const loss = await openTrainedLoss(reader, texts, 1);
    const rows = [...texts.keys()];
    const targets = classTargets(
      rows.map((row) => row % CLASSES),
      CLASSES,
    );
    const hessian = hessianOf(loss, PENALTY);
    const [u, v] = [direction(weights, 0), direction(weights, 1)];
    const [ofU, ofV] = [new Float32Array(u.length), new Float32Array(u.length)];
    await hessian.multiply({ rows, targets }, u, ofU);
    await hessian.multiply({ rows, targets }, v, ofV);
    await loss.release();
    const length = Math.sqrt(innerProduct(u, u) * innerProduct(ofV, ofV));
    expect(length).toBeGreaterThan(0);
    expect(Math.abs(innerProduct(u, ofV) - innerProduct(v, ofU)) / length).toBeLessThan(1e-3);
  },
);
