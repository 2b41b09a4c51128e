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
  readonly sampling: Pick<Sampling, 'maxTokens'>;
}

/** A layout and the calls a second that it answered. */
export interface MeasuredLayout {
  readonly layout: TeacherLayout;
  readonly callsPerSecond: number;
}

export interface LayoutMeasurements {
  readonly repeatable: MeasuredLayout;
  /** The fastest layout that was tried. */
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
  const open = async <T>(layout: TeacherLayout, work: (teacher: TeacherPool) => Promise<T>) => {
    signal.throwIfAborted();
    const budget = threadBudget(layout.hosts * layout.threads);
    const teacher = openTeachers(gguf, layout, { gpuLayers: 0, budget });
    const stop = () => teacher.stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await work(teacher);
    } catch (error) {
      // a lost process was stopped with the run
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      teacher.stop();
    }
  };
  const usual = repeatableLayout(gguf, room);
  const perPrompt = await open(usual, (teacher) => secondsPerPrompt(teacher, call));
  const measured = async (layout: TeacherLayout): Promise<MeasuredLayout> => {
    const steps = call.sampling.maxTokens * WRITTEN;
    const perRow = await open(
      layout,
      async (teacher) => (steps * (await secondsPerStep(teacher))) / teacher.parallel,
    ).catch((error: unknown) => {
      // by estimate there was memory for it
      if (error instanceof OutOfMemory) return Number.POSITIVE_INFINITY;
      throw error;
    });
    return { layout, callsPerSecond: 1 / (perPrompt + perRow) };
  };
  const repeatable = await measured(usual);
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
/** Steps that are measured: each writes one token of every text. */
const STEPS = 12;
/** Tokens of a row on the average, as a share of the most that are allowed: rows end by themselves. */
const WRITTEN = 0.5;
/** Characters of a prompt whose evaluation is measured. */
const READ = 400;

/**
 * Seconds in which the processor evaluates what a call does not share, with all cores at work. No layout
 * changes that, because prompts are evaluated in batches of their own tokens.
 */
async function secondsPerPrompt(teacher: TeacherPool, { prompt }: SampleCall): Promise<number> {
  const { text, shared = 0 } = prompt;
  const own = text.slice(shared);
  if (own === '') return 0;
  const sample = own.slice(-READ);
  const round = () => timed(() => askAtOnce(teacher, sample, 1));
  await round();
  return ((await round()).seconds / teacher.parallel) * (own.length / sample.length);
}

/** Seconds of a step of the texts of a layout. */
async function secondsPerStep(teacher: TeacherPool): Promise<number> {
  // loads the model
  await askAtOnce(teacher, START, 1);
  const { seconds, tokens } = await timed(() => askAtOnce(teacher, START, STEPS));
  return seconds / (tokens / teacher.parallel);
}

const START = 'The';

/** Texts as long as a layout writes at once. */
async function askAtOnce(teacher: TeacherPool, text: string, maxTokens: number): Promise<number> {
  const sampling = { temperature: 1, topP: 0.9, maxTokens, stop: [] };
  const seeds = Array.from({ length: teacher.parallel }, (_, seed) => seed);
  const rows = await Promise.all(
    seeds.map((seed) => teacher.generate({ text, chat: false }, { ...sampling, seed })),
  );
  return rows.reduce((sum, { outputTokens }) => sum + outputTokens, 0);
}

async function timed(work: () => Promise<number>): Promise<{ tokens: number; seconds: number }> {
  const since = performance.now();
  const tokens = await work();
  return { tokens, seconds: (performance.now() - since) / 1000 };
}
