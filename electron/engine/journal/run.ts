import pMap from 'p-map';
import { type RandomStream, randomStream } from '../../../models/randomStream.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import { contentHash } from './contentHash.ts';
import { stepName } from './stepKey.ts';
import { type StepTime, workClock } from './workClock.ts';

/**
 * Stores a step's value in a table of its own. Called inside the transaction that records the step.
 */
export interface StepStore<T> {
  put(step: number, value: T): void;
  get(step: number): T;
}

/** The same for the items of a collection. */
export interface ItemStore<T> {
  put(step: number, i: number, value: T): void;
  get(step: number, i: number): T;
}

export interface RunProgress {
  readonly key: string;
  readonly done: number;
  readonly total: number;
  /** Items that were already recorded. */
  readonly reused: number;
  /** What is counted, where it is not the items of a collection: 'MB'. */
  readonly unit?: string;
}

/** Tells how far the work of a step is, of how much of what. */
export type TellWork = (done: number, total: number, unit: string) => void;

/** The user asked for a pause: finished work is recorded, and the run can be resumed later. */
export class RunPaused extends Error {
  override readonly name = 'RunPaused';
}

/**
 * One execution of a recipe, as a journal of named steps.
 *
 * A recipe is an ordinary async function; the methods `step` and `collect` make it resumable at any
 * point. A step's identity is its key and the hash of its inputs, which include the run's seed and
 * the recipe's version: a finished step is never repeated, in this run or in another one with equal
 * inputs.
 */
export interface Run {
  readonly seed: number;
  /**
   * Returns the step's recorded value, or runs `work` and records its value. Values are JSON unless
   * a store is given.
   */
  step<T>(
    key: string,
    inputs: unknown,
    work: (tell: TellWork) => Promise<T> | T,
    store?: StepStore<T>,
  ): Promise<T>;
  /**
   * Produces `n` values, each recorded as it arrives. Item i draws from the stream of (seed, key,
   * i), so neither order nor parallelism changes the result, and a larger n keeps the existing
   * items.
   */
  collect<T>(
    key: string,
    inputs: unknown,
    n: number,
    work: (i: number, random: RandomStream) => Promise<T>,
    options?: CollectOptions<T>,
  ): Promise<T[]>;
  /** The random stream of (seed, name). */
  random(...name: readonly (string | number)[]): RandomStream;
  /** A short public name of a step that this run has used: its key and the start of its hash. */
  nameOf(key: string): string;
  /** The same run, which from now on records the steps that are used through it. */
  scope(): Run;
  /** The ids of the steps used since this scope was created, in the order of first use. */
  used(): readonly number[];
}

interface CollectOptions<T> {
  /** Items that are worked on at the same time; by default one. */
  readonly parallel?: number;
  /** The order in which the missing items are begun; by default as they are counted. */
  readonly order?: (missing: readonly number[]) => readonly number[];
  readonly store?: ItemStore<T>;
}

/**
 * Values that arrive within this time share a transaction: each waits for the disk, which took 2% of the
 * time of 100 rows a second with 50 ms.
 */
const GROUP_COMMIT_MS = 200;

export interface RunOptions {
  readonly database: Database;
  readonly id: number;
  readonly seed: number;
  /** Part of every hash: change it whenever a recipe changes its behaviour. */
  readonly version: string;
  readonly signal: AbortSignal;
  /** Resolves when a call or a step may begin, or the run is paused; by default at once. */
  readonly mayBegin?: () => Promise<void>;
  readonly onProgress: (progress: RunProgress) => void;
}

export function openRun(options: RunOptions): Run {
  const { database, id, seed, version, signal, mayBegin = async () => {}, onProgress } = options;
  const hashes = new Map<string, string>();

  const requireNoPause = () => {
    if (signal.aborted) throw new RunPaused('the run was paused');
  };
  const begin = (key: string, inputs: unknown, scopes: readonly Set<number>[]) => {
    requireNoPause();
    const hash = contentHash({ seed, version, key, inputs });
    database.run('INSERT OR IGNORE INTO steps (key, hash) VALUES (?, ?)', key, hash);
    const row = database.get<{ id: number; value: string | null }>(
      'SELECT id, value FROM steps WHERE key = ? AND hash = ?',
      key,
      hash,
    )!;
    hashes.set(key, hash);
    for (const scope of scopes) scope.add(row.id);
    return row;
  };
  // a run may ask for more items of a step than it did at first
  const noteUse = (step: number, reused: number, total: number) =>
    database.run(
      `INSERT INTO run_steps VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET total = max(total, excluded.total)`,
      id,
      step,
      reused,
      total,
    );
  const clock = workClock();
  const addSeconds = (step: number, time: StepTime) =>
    database.run('UPDATE steps SET seconds = seconds + ? WHERE id = ?', time.take(), step);

  const view = (scopes: readonly Set<number>[]): Run => ({
    seed,
    random: (...name) => randomStream(seed, ...name),
    nameOf(key) {
      const hash = hashes.get(key);
      if (hash === undefined) throw new Error(`the run has no step ${key}`);
      return stepName(key, hash);
    },
    scope: () => view([...scopes, new Set()]),
    used: () => [...scopes.at(-1)!],

    async step<T>(
      key: string,
      inputs: unknown,
      work: (tell: TellWork) => Promise<T> | T,
      store: StepStore<T> = jsonSteps(database),
    ) {
      const { id: step, value } = begin(key, inputs, scopes);
      noteUse(step, value === null ? 0 : 1, 1);
      if (value !== null) {
        onProgress({ key, done: 1, total: 1, reused: 1 });
        return store.get(step);
      }
      onProgress({ key, done: 0, total: 1, reused: 0 });
      await mayBegin();
      requireNoPause();
      let size: { readonly total: number; readonly unit?: string } = { total: 1 };
      const time = clock.open();
      const result = await timed(time, async () =>
        work((done, total, unit) => {
          size = { total, unit };
          // the step is done when its value is recorded
          if (done < total) onProgress({ key, done, ...size, reused: 0 });
        }),
      );
      database.transaction(() => {
        database.run("UPDATE steps SET value = '{}' WHERE id = ?", step);
        store.put(step, result);
        addSeconds(step, time);
      });
      onProgress({ key, done: size.total, ...size, reused: 0 });
      // read back, so that a first run and a resumed one continue with the same value
      return store.get(step);
    },

    async collect<T>(
      key: string,
      inputs: unknown,
      n: number,
      work: (i: number, random: RandomStream) => Promise<T>,
      options: CollectOptions<T> = {},
    ) {
      const { parallel = 1, order = asCounted, store = jsonItems<T>(database) } = options;
      const { id: step } = begin(key, inputs, scopes);
      const marks = database.all<{ i: number }>('SELECT i FROM items WHERE step = ?', step);
      const there = new Set(marks.map(({ i }) => i).filter((i) => i < n));
      noteUse(step, there.size, n);
      const missing = Array.from({ length: n }, (_, i) => i).filter((i) => !there.has(i));
      const time = clock.open();
      const commits = groupCommit(database, (arrived: [number, T][]) => {
        for (const [i, value] of arrived) {
          // the item row goes first, because a store of JSON items writes its value into it
          database.run("INSERT INTO items VALUES (?, ?, '')", step, i);
          store.put(step, i, value);
        }
        addSeconds(step, time);
      });
      let done = there.size;
      const report = () => onProgress({ key, done, total: n, reused: there.size });
      report();
      try {
        await pMap(
          order(missing),
          async (i) => {
            await mayBegin();
            // calls in flight finish and are recorded; no new ones start
            if (signal.aborted) return;
            const value = await timed(time, () => work(i, randomStream(seed, key, i)));
            commits.add([i, value]);
            done++;
            report();
          },
          { concurrency: parallel, stopOnError: true },
        );
      } finally {
        commits.close();
      }
      if (done < n) throw new RunPaused('the run was paused');
      return Array.from({ length: n }, (_, i) => store.get(step, i));
    },
  });
  return view([new Set()]);
}

async function timed<T>(time: StepTime, work: () => Promise<T>): Promise<T> {
  time.begin();
  try {
    return await work();
  } finally {
    time.end();
  }
}

const asCounted = (missing: readonly number[]) => missing;

/**
 * Collects values for a moment before writing, so that many small ones cost a single wait for the
 * disk.
 */
function groupCommit<T>(database: Database, write: (arrived: T[]) => void) {
  let waiting: T[] = [];
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let failure: unknown;
  const flush = () => {
    timer = undefined;
    const arrived = waiting;
    waiting = [];
    try {
      database.transaction(() => write(arrived));
    } catch (error) {
      // a timer has no caller to report to: the next value, or the end, throws it
      failure ??= error;
    }
  };
  const tell = () => {
    if (failure) throw failure;
  };
  return {
    add(value: T) {
      tell();
      // a call that was in flight when another failed comes too late to count
      if (closed) return;
      waiting.push(value);
      timer ??= setTimeout(flush, GROUP_COMMIT_MS);
    },
    close() {
      closed = true;
      clearTimeout(timer);
      // no time is recorded if nothing arrived
      if (waiting.length > 0) flush();
      tell();
    },
  };
}

function jsonSteps<T>(database: Database): StepStore<T> {
  return {
    put: (step, value) =>
      void database.run('UPDATE steps SET value = ? WHERE id = ?', JSON.stringify(value), step),
    get(step) {
      const row = database.get<{ value: string }>('SELECT value FROM steps WHERE id = ?', step)!;
      return JSON.parse(row.value) as T;
    },
  };
}

function jsonItems<T>(database: Database): ItemStore<T> {
  return {
    put: (step, i, value) =>
      void database.run(
        'UPDATE items SET value = ? WHERE step = ? AND i = ?',
        JSON.stringify(value),
        step,
        i,
      ),
    get(step, i) {
      const row = database.get<{ value: string }>(
        'SELECT value FROM items WHERE step = ? AND i = ?',
        step,
        i,
      )!;
      return JSON.parse(row.value) as T;
    },
  };
}
