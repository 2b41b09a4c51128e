import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { findGpu } from '../../electron/engine/runtime/borrow.ts';
import { physicalCores } from '../../electron/engine/runtime/physicalCores.ts';
import { sequencesOnGpu } from '../../electron/engine/runtime/repeatableLayout.ts';
import { CONTEXT_SIZE, openTeachers } from '../../electron/engine/runtime/teacherPool.ts';
import { threadBudget } from '../../electron/engine/runtime/threadBudget.ts';
import { LLAMA_2_13B, type LlamaShape, writeShapedTeacher } from '../fixtures/shapedTeacher.ts';
import { atLeast, type Bar } from './peer/bar.ts';
import { PROMPTS } from './peer/teacherPrompts.ts';
import type { BenchmarkResult } from './run.ts';

/** SHAPE=small THREADS=1 tries the script without a GPU. */
const SHAPES: Readonly<Record<string, LlamaShape>> = {
  '13b': LLAMA_2_13B,
  small: { ...LLAMA_2_13B, width: 512, inner: 1376, layers: 4, heads: 8 },
};
const SHAPE = process.env.SHAPE ?? '13b';
const TEXTS = [1, 2, 4, 8, 16, 32];
const ROUNDS = 2;
const THREADS = Number(process.env.THREADS ?? physicalCores());
const TOKENS = 64;
const PAPER_ROWS = 8000;
/** The most that the binding's scheduling may lose. */
const LEAST_SHARE = 0.9;

/**
 * A teacher of Llama-2-13B's shape on the GPU, with 1 to 32 texts at once: tokens a second, beside llama.cpp's
 * own batched benchmark where LLAMA_BATCHED_BENCH names it, and the time of 8,000 rows. Its file, 7.3 GB, is
 * written to the folder of temporary files once. Takes less than ten minutes.
 */
export async function teacherOnGpu(): Promise<BenchmarkResult> {
  const gguf = path.join(tmpdir(), `stillroom-${SHAPE}-q4_0.gguf`);
  if (!existsSync(gguf)) writeShapedTeacher(gguf, SHAPES[SHAPE]!);
  const gpu = await findGpu();
  console.error(gpu ? `${gpu.interface}: ${gpu.names.join(', ')}` : 'No GPU: on the processor.');
  const most = gpu ? sequencesOnGpu(gguf, gpu.freeBytes, CONTEXT_SIZE) : TEXTS.at(-1)!;
  const rates: Record<string, number> = {};
  for (const sequences of TEXTS.filter((texts) => texts <= most)) {
    rates[sequences] = await tokensPerSecond(gguf, sequences, gpu !== null);
    console.error(`${sequences} texts at once: ${rates[sequences].toFixed(1)} tokens/s`);
  }
  const best = Math.max(...Object.values(rates));
  const hours = (PAPER_ROWS * TOKENS) / best / 3600;
  console.error(`${PAPER_ROWS} rows of ${TOKENS} tokens: ${hours.toFixed(1)} h`);
  return {
    name: 'teacherOnGpu',
    ratios: {},
    medians: { tokensPerSecond: rates, hoursFor8000Rows: hours },
    machine: { gpu: gpu?.names, cpu: cpus()[0]?.model, cores: physicalCores(), shape: SHAPE },
    bars: batchedBench(gguf, rates, gpu !== null),
  };
}

async function tokensPerSecond(gguf: string, sequences: number, onGpu: boolean): Promise<number> {
  const layout = { hosts: 1, sequences, threads: THREADS };
  const gpuLayers = onGpu ? 'auto' : 0;
  const teacher = openTeachers(gguf, layout, { gpuLayers, budget: threadBudget(THREADS) });
  const round = (maxTokens: number, n: number) =>
    Promise.all(
      Array.from({ length: n }, (_, seed) =>
        teacher.generate(PROMPTS.query(seed), {
          // words that mean nothing are all as likely, and a nucleus of most of them takes longer than a real one
          ...{ temperature: 0, topP: 1, maxTokens, seed, stop: [] },
        }),
      ),
    );
  try {
    await round(1, sequences);
    const since = performance.now();
    const rows = await round(TOKENS, ROUNDS * sequences);
    const tokens = rows.reduce((sum, { outputTokens }) => sum + outputTokens, 0);
    return tokens / ((performance.now() - since) / 1000);
  } finally {
    teacher.stop();
  }
}

/** llama.cpp's rates for the same numbers of texts; it draws no words. */
function batchedBench(
  gguf: string,
  rates: Readonly<Record<string, number>>,
  onGpu: boolean,
): Bar[] {
  const command = process.env.LLAMA_BATCHED_BENCH;
  if (!command) return [];
  const texts = Object.keys(rates);
  const args = ['-m', gguf, '-c', String(512 * Math.max(...texts.map(Number)))];
  args.push(
    '-npp',
    '64',
    '-ntg',
    String(TOKENS),
    '-npl',
    texts.join(','),
    '-ngl',
    onGpu ? '99' : '0',
  );
  const { stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    const rate = rates[cells[3] ?? ''];
    if (rate === undefined || !/^\d+$/.test(cells[1] ?? '')) return [];
    return [
      atLeast(`${cells[3]} texts at once, llama.cpp as 1`, rate / Number(cells[8]), LEAST_SHARE),
    ];
  });
}
