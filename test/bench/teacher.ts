import { cpus, freemem } from 'node:os';
import pMap from 'p-map';
import {
  layoutName,
  layoutNamed,
  type TeacherLayout,
} from '../../electron/contract/teacherLayout.ts';
import { weightsOf } from '../../electron/engine/runtime/hosts.ts';
import { measureLayouts } from '../../electron/engine/runtime/measureLayouts.ts';
import { physicalCores } from '../../electron/engine/runtime/physicalCores.ts';
import {
  batchedLayouts,
  repeatableLayout,
} from '../../electron/engine/runtime/repeatableLayout.ts';
import { openTeachers } from '../../electron/engine/runtime/teacherPool.ts';
import { threadBudget } from '../../electron/engine/runtime/threadBudget.ts';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import type { Sampling } from '../../models/teacher/teacher.ts';
import { atLeast, type Bar, under } from './peer/bar.ts';
import { engineShare } from './peer/engineShare.ts';
import { openLlamaServer } from './peer/llamaServer.ts';
import { medianNumber } from './peer/medianNumber.ts';
import { openScript } from './peer/openPeer.ts';
import { PROMPTS, type PromptKind } from './peer/teacherPrompts.ts';
import type { BenchmarkResult } from './run.ts';

const TEACHERS = (process.env.TEACHERS ?? 'smollm2-135m-instruct').split(',');
const KINDS = (process.env.KINDS?.split(',') ?? Object.keys(PROMPTS)) as PromptKind[];
const REPEATS = Number(process.env.REPEATS ?? 3);
/** Takes the place of the measured layout: '2x8x1'. */
const LAYOUT = layoutNamed(process.env.LAYOUT ?? '');
/** Rows of a round for each text at once. */
const ROUNDS = Number(process.env.ROUNDS ?? 4);
const CONTEXT = 4096;
const DECODING = { temperature: 0.9, topP: 0.9, maxTokens: 40, stop: [] };

/** Rows a second, and tokens a row, of one round. */
interface Round {
  readonly rate: number;
  readonly tokens: number;
}

/**
 * Rows a second of the teacher in the fastest layout that was measured, against llama.cpp's own server with
 * as many slots and threads: the same file, prompts and decoding, in turn, REPEATS times. With DISTILABEL=1
 * also against distilabel; with SWEEP=1 also the rows a second of every layout, which the measured one is
 * held to. And the engine's share of a core.
 */
export async function teacher(): Promise<BenchmarkResult> {
  const cases: { name: string; ours: Round; theirs: Round }[] = [];
  for (const name of TEACHERS) {
    const gguf = weightsOf(await openModelStore().require(name, 'teacher'));
    for (const kind of KINDS)
      cases.push({ name: `${name} ${kind}`, ...(await compare(gguf, kind)) });
  }
  const [first] = TEACHERS;
  const peers = process.env.DISTILABEL ? await againstDistilabel(first!) : [];
  const swept = process.env.SWEEP ? await sweep(first!) : [];
  // the first rows also compile the code
  await engineShare(200);
  const share = await engineShare(1000);
  return {
    name: 'teacher',
    ratios: Object.fromEntries(
      cases.map(({ name, ours, theirs }) => [name, ours.rate / theirs.rate]),
    ),
    medians: Object.fromEntries(cases.map(({ name, ours, theirs }) => [name, { ours, theirs }])),
    machine: { cpu: cpus()[0]?.model, cores: physicalCores(), node: process.version },
    bars: [
      ...cases.map(({ name, ours, theirs }) =>
        atLeast(`${name}: rows a second, the server's as 1`, ours.rate / theirs.rate, 1),
      ),
      ...peers,
      ...swept,
      under('share of a core of the engine at 100 rows a second', share, 0.02),
    ],
  };
}

async function compare(gguf: string, kind: PromptKind): Promise<{ ours: Round; theirs: Round }> {
  const layout = await chosenLayout(gguf, kind);
  const slots = layout.hosts * layout.sequences;
  const threads = layout.hosts * layout.threads;
  const own = openTeachers(gguf, layout, { gpuLayers: 0, budget: threadBudget(threads) });
  const server = await openLlamaServer(gguf, { slots, threads, contextSize: CONTEXT });
  const ask = {
    ours: async (i: number, sampling: Sampling) =>
      (await own.generate(PROMPTS[kind](i), sampling)).outputTokens,
    theirs: (i: number, sampling: Sampling) => server.complete(PROMPTS[kind](i).text, sampling),
  };
  const rounds = { ours: [] as Round[], theirs: [] as Round[] };
  try {
    // load the models, and evaluate what prompts share
    const rows = slots * ROUNDS;
    await timedRound(ask.ours, { first: 0, rows: slots, parallel: slots });
    await timedRound(ask.theirs, { first: 0, rows: slots, parallel: slots });
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      // other prompts in each round, because the server keeps those that it has seen
      const round = { first: slots + repeat * rows, rows, parallel: slots };
      for (const side of ['ours', 'theirs'] as const) {
        rounds[side].push(await timedRound(ask[side], round));
      }
      const [ours, theirs] = [rounds.ours.at(-1)!, rounds.theirs.at(-1)!];
      console.error(
        `${kind} ${layoutName(layout)}: ${ours.rate.toFixed(2)} rows/s of ${ours.tokens.toFixed(0)} tokens, ` +
          `server ${theirs.rate.toFixed(2)} of ${theirs.tokens.toFixed(0)}`,
      );
    }
  } finally {
    own.stop();
    server.stop();
  }
  return { ours: medianOf(rounds.ours), theirs: medianOf(rounds.theirs) };
}

/** Chats as distilabel's LlamaCppLLM answers them, with one text at a time and its own number of threads. */
async function againstDistilabel(name: string): Promise<readonly Bar[]> {
  const gguf = weightsOf(await openModelStore().require(name, 'teacher'));
  const bars: Bar[] = [];
  for (const kind of ['query', 'fewgen'] as const) {
    const layout = await chosenLayout(gguf, kind);
    const budget = threadBudget(layout.hosts * layout.threads);
    const own = openTeachers(gguf, layout, { gpuLayers: 0, budget });
    const { maxTokens, temperature, topP } = DECODING;
    const decoding = [maxTokens, temperature, topP].map(String);
    const peer = await openScript('distilabelRows.py', [gguf, ...decoding]);
    const ask = async (i: number, sampling: Sampling) =>
      (await own.generate({ ...PROMPTS[kind](i), chat: true }, sampling)).outputTokens;
    const ratios: number[] = [];
    try {
      await timedRound(ask, { first: 0, rows: own.parallel, parallel: own.parallel });
      await peer.ask(JSON.stringify([PROMPTS[kind](0).text]));
      for (let repeat = 0; repeat < REPEATS; repeat++) {
        const rows = own.parallel * ROUNDS;
        const { rate, tokens } = await timedRound(ask, { first: 0, rows, parallel: own.parallel });
        const prompts = Array.from({ length: rows }, (_, i) => PROMPTS[kind](i).text);
        const [seconds, written] = (await peer.ask(JSON.stringify(prompts))).split(' ').map(Number);
        ratios.push((rate * seconds!) / rows);
        console.error(
          `${kind} in chat: ${rate.toFixed(2)} rows/s of ${tokens.toFixed(0)} tokens, distilabel ` +
            `${(rows / seconds!).toFixed(2)} of ${(written! / rows).toFixed(0)}`,
        );
      }
    } finally {
      own.stop();
      await peer.close();
    }
    bars.push(
      atLeast(`${name} ${kind}: rows a second, distilabel's as 1`, medianNumber(ratios), 3),
    );
  }
  return bars;
}

/** Every layout of a teacher on short prompts, each REPEATS times, and the measured one among them. */
async function sweep(name: string): Promise<readonly Bar[]> {
  const gguf = weightsOf(await openModelStore().require(name, 'teacher'));
  const room = { cores: physicalCores(), freeBytes: freemem(), contextSize: CONTEXT };
  const chosen = layoutName(await chosenLayout(gguf, 'query'));
  const layouts = [
    repeatableLayout(gguf, room),
    ...[1, 2, 4, 8, 16, 32].flatMap((sequences) => batchedLayouts(gguf, sequences, room)),
  ];
  const rates = new Map<string, number[]>();
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    for (const layout of layouts) {
      const budget = threadBudget(layout.hosts * layout.threads);
      const own = openTeachers(gguf, layout, { gpuLayers: 0, budget });
      const ask = async (i: number, sampling: Sampling) =>
        (await own.generate(PROMPTS.query(i), sampling)).outputTokens;
      const { parallel } = own;
      const rows = Math.max(16, parallel * 2);
      await timedRound(ask, { first: 0, rows: parallel, parallel });
      const { rate } = await timedRound(ask, { first: parallel, rows, parallel });
      own.stop();
      const key = layoutName(layout);
      rates.set(key, [...(rates.get(key) ?? []), rate]);
      console.error(`${key}${key === chosen ? ' (measured)' : ''}: ${rate.toFixed(2)} rows/s`);
    }
  }
  const best = Math.max(...[...rates.values()].map(medianNumber));
  return [
    atLeast(
      `${name}: the measured layout, the best of all as 1`,
      medianNumber(rates.get(chosen)!) / best,
      0.95,
    ),
  ];
}

async function chosenLayout(gguf: string, kind: PromptKind): Promise<TeacherLayout> {
  if (LAYOUT) return LAYOUT;
  const room = { cores: physicalCores(), freeBytes: freemem(), contextSize: CONTEXT };
  const call = { prompt: PROMPTS[kind](0), sampling: DECODING };
  const { fastest } = await measureLayouts(gguf, call, room, new AbortController().signal);
  return fastest.layout;
}

async function timedRound(
  ask: (i: number, sampling: Sampling) => Promise<number>,
  {
    first,
    rows,
    parallel,
  }: { readonly first: number; readonly rows: number; readonly parallel: number },
): Promise<Round> {
  const since = performance.now();
  const written = await pMap(
    Array.from({ length: rows }, (_, i) => first + i),
    (i) => ask(i, { ...DECODING, seed: i }),
    { concurrency: parallel },
  );
  const seconds = (performance.now() - since) / 1000;
  return { rate: rows / seconds, tokens: written.reduce((sum, n) => sum + n, 0) / rows };
}

const medianOf = (rounds: readonly Round[]): Round =>
  rounds.toSorted((a, b) => a.rate - b.rate)[Math.floor(rounds.length / 2)]!;
