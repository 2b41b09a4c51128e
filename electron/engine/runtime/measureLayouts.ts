import pMap from 'p-map';
import { OutOfMemory } from '../../../models/outOfMemory.ts';
import type { Prompt, Sampling } from '../../../models/teacher/teacher.ts';
import type { TeacherLayout } from '../../contract/teacherLayout.ts';
import {
  batchedLayouts,
  fits,
  MOST_SEQUENCES,
  type Room,
  repeatableLayout,
} from './repeatableLayout.ts';
import { openTeachers, type TeacherPool } from './teacherPool.ts';
import { threadBudget } from './threadBudget.ts';

/** A call like those of a run. */
export interface SampleCall {
  readonly prompt: Prompt;
  readonly sampling: Omit<Sampling, 'seed'>;
}

/** A layout and the calls a second that it answered. */
export interface MeasuredLayout {
  readonly layout: TeacherLayout;
  readonly callsPerSecond: number;
}

export interface LayoutMeasurements {
  readonly repeatable: MeasuredLayout;
  /** Of all that were tried. */
  readonly fastest: MeasuredLayout;
}

/**
 * Finds the fastest layout of a teacher on the processor by trying some. First the number of processes
 * is halved, with `FIRST_SEQUENCES` texts each, then the number of texts doubled: each as long as that is
 * faster.
 */
export async function measureLayouts(
  gguf: string,
  call: SampleCall,
  room: Room,
  signal: AbortSignal,
): Promise<LayoutMeasurements> {
  const measured = async (layout: TeacherLayout): Promise<MeasuredLayout> => {
    signal.throwIfAborted();
    try {
      return { layout, callsPerSecond: await callsPerSecond(gguf, layout, call, signal) };
    } catch (error) {
      // by estimate there was memory for it
      if (error instanceof OutOfMemory) return { layout, callsPerSecond: 0 };
      throw error;
    }
  };
  const repeatable = await measured(repeatableLayout(gguf, room));
  let fastest = repeatable;
  let before = 0;
  for (const layout of batchedLayouts(gguf, FIRST_SEQUENCES, room)) {
    const next = await measured(layout);
    if (next.callsPerSecond > fastest.callsPerSecond) fastest = next;
    if (next.callsPerSecond < before) break;
    before = next.callsPerSecond;
  }
  for (let { layout } = fastest; layout.sequences > 1; ) {
    layout = { ...layout, sequences: layout.sequences * 2 };
    if (layout.sequences > MOST_SEQUENCES || !fits(gguf, layout, room)) break;
    const next = await measured(layout);
    if (next.callsPerSecond < fastest.callsPerSecond) break;
    fastest = next;
  }
  return { repeatable, fastest };
}

const FIRST_SEQUENCES = 8;
/** Tokens by which a text is continued when it is measured. */
const TOKENS = 16;
/** Tokens of a row on the average, as a share of the most that are allowed: rows end by themselves. */
const WRITTEN = 0.5;

/**
 * The calls that a layout would answer a second. Each of its texts is begun once with one token, and once
 * with some more: the difference is the time of those tokens, from which that of a whole row follows.
 */
async function callsPerSecond(
  gguf: string,
  layout: TeacherLayout,
  { prompt, sampling }: SampleCall,
  signal: AbortSignal,
): Promise<number> {
  const budget = threadBudget(layout.hosts * layout.threads);
  const teacher = openTeachers(gguf, layout, { gpuLayers: 0, budget });
  const stop = () => teacher.stop();
  signal.addEventListener('abort', stop, { once: true });
  const round = (maxTokens: number) =>
    timed(() => askAtOnce(teacher, prompt, { ...sampling, maxTokens }));
  try {
    // loads the model, and evaluates what its calls share
    await round(1);
    const begun = await round(1);
    const written = await round(TOKENS);
    const perToken = Math.max(0, written.seconds - begun.seconds) / (written.tokens - begun.tokens);
    const rest = sampling.maxTokens * WRITTEN * teacher.parallel;
    return teacher.parallel / (begun.seconds + rest * perToken);
  } finally {
    signal.removeEventListener('abort', stop);
    teacher.stop();
  }
}

async function askAtOnce(
  teacher: TeacherPool,
  prompt: Prompt,
  sampling: Omit<Sampling, 'seed'>,
): Promise<number> {
  const seeds = Array.from({ length: teacher.parallel }, (_, seed) => seed);
  const rows = await pMap(seeds, (seed) => teacher.generate(prompt, { ...sampling, seed }), {
    concurrency: teacher.parallel,
  });
  return rows.reduce((sum, { outputTokens }) => sum + outputTokens, 0);
}

async function timed(work: () => Promise<number>): Promise<{ tokens: number; seconds: number }> {
  const since = performance.now();
  const tokens = await work();
  return { tokens, seconds: (performance.now() - since) / 1000 };
}
