import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Mutex } from 'async-mutex';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  type ContinuousBatch,
  continuousBatch,
  type HeldSequence,
} from '../../../native/llama/continuousBatch.ts';
import {
  type LlamaFile,
  type LlamaFileContext,
  openLlamaFile,
} from '../../../native/llama/llamaFile.ts';
import { writeTinyTeacher } from '../../fixtures/tinyTeacher.ts';

const TEXTS = 6;
const BATCH = 32;
const LENGTH = 20;

let folder: string;
let model: LlamaFile;
let context: LlamaFileContext;
let batch: ContinuousBatch;
let sequences: readonly HeldSequence[];
/** How many tokens each step evaluated. */
let steps: number[];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-batch-'));
  const file = path.join(folder, 'tiny.gguf');
  writeTinyTeacher(file);
  model = await openLlamaFile(file, { threads: 1, gpuLayers: 0 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

afterEach(() => context.close());

beforeEach(async () => {
  context = await model.openContext(256, TEXTS, BATCH);
  steps = [];
  const { bound } = context;
  const initBatch = bound.initBatch.bind(bound);
  const counted = (tokens: number) => {
    steps.push(tokens);
    initBatch(tokens);
  };
  Object.defineProperty(bound, 'initBatch', { value: counted });
  batch = continuousBatch(bound, { batchSize: BATCH, readers: 1, turns: new Mutex() });
  sequences = Array.from({ length: TEXTS }, (_, id) => ({ id, tokens: [] }));
});

const promptOf = (i: number) => model.tokenize('bacor dilum '.repeat(1 + i), false);

/** Continues a sequence by tokens and then by the likeliest ones. */
async function write(
  sequence: HeldSequence,
  tokens = promptOf(sequence.id),
): Promise<readonly number[]> {
  const sampler = context.createSampler({ temperature: 0 });
  const written: number[] = [];
  await batch.evaluate({
    sequence,
    tokens,
    readFrom: tokens.length - 1,
    async read(at) {
      written.push(await context.bound.sampleToken(at, sampler));
      return written.length < LENGTH ? written.at(-1) : undefined;
    },
  });
  sampler.dispose();
  return written;
}

it('texts that are written at the same time share each step, and none misses one', async () => {
  await Promise.all(sequences.map((sequence) => write(sequence)));
  const prompts = sequences.map(({ id }) => promptOf(id).length);
  const sum = prompts.reduce((a, b) => a + b, 0);
  expect(steps.reduce((a, b) => a + b, 0)).toBe(sum + TEXTS * (LENGTH - 1));
  expect(Math.max(...steps)).toBeLessThanOrEqual(BATCH);
  // the first call begins a step alone; then prompts fill the steps, and each text needs one a token
  expect(steps.length).toBeLessThanOrEqual(1 + Math.ceil(sum / (BATCH - TEXTS)) + LENGTH);
});

it('a text is the same alone, beside others, and behind a state that was shortened', async () => {
  const [, , sequence] = sequences;
  const alone = await write(sequence!);
  await batch.shorten(sequence!, 0);
  const all = await Promise.all(sequences.map((one) => write(one)));
  expect(all[2]).toEqual(alone);
  const prompt = promptOf(2);
  await batch.shorten(sequence!, prompt.length - 1);
  expect(await write(sequence!, prompt.slice(-1))).toEqual(alone);
});

it('a copied state is continued as the one that it was copied from', async () => {
  const [from, to] = [sequences[0]!, sequences[1]!];
  await batch.evaluate({ sequence: from, tokens: promptOf(3) });
  await batch.copy(from, to);
  expect(to.tokens).toEqual(promptOf(3));
  const more = promptOf(0);
  expect(await write(to, more)).toEqual(await write(from, more));
});

it('a reader that fails ends its own text only', async () => {
  const failing = batch.evaluate({
    sequence: sequences[0]!,
    tokens: promptOf(0),
    readFrom: 0,
    read: () => Promise.reject(new Error('no reader')),
  });
  const others = Promise.all([write(sequences[1]!), write(sequences[2]!)]);
  await expect(failing).rejects.toThrow('no reader');
  expect((await others).map(({ length }) => length)).toEqual([LENGTH, LENGTH]);
});

it('tokens beyond the context end with an error, and the sequence works again', async () => {
  const tokens = promptOf(0);
  const tooMany = Array.from({ length: 300 }, (_, i) => tokens[i % tokens.length]!);
  await expect(batch.evaluate({ sequence: sequences[0]!, tokens: tooMany })).rejects.toThrow(
    'slot',
  );
  await batch.shorten(sequences[0]!, 0);
  expect(await write(sequences[0]!)).toHaveLength(LENGTH);
});
