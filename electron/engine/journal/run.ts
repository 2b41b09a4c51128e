import pMap from 'p-map';
import { type RandomStream, randomStream } from '../../../models/randomStream.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import { contentHash } from './contentHash.ts';
import { stepName } from './stepKey.ts';

/** Keeps a step's value in a table of its own. Called inside the transaction that records it. */
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
  /** Items that were there before. */
  readonly reused: number;
}

/** The user asked for a pause: what is done is recorded, and the run can go on later. */
export class RunPaused extends Error {
  override readonly name = 'RunPaused';
}

/**
 * One execution of a recipe, as a journal of named steps.
 *
 * A recipe is an ordinary async function; these two verbs make it resumable at any point. A step's
 * identity is its key and the hash of its inputs (the run's seed and the recipe's version among
 * them): a step that is done is never done again, in this run or in another with equal inputs.
 */
export interface Run {
  readonly seed: number;
  /** The step's recorded value, or else `work`'s, recorded. Values are JSON unless a store says. */
  step<T>(
    key: string,
    inputs: unknown,
    work: () => Promise<T> | T,
    store?: StepStore<T>,
  ): Promise<T>;
  /**
   * `n` values, each recorded as it arrives. Item i draws from the stream of (seed, key, i), so
   * neither order nor parallelism changes the result, and a larger n keeps the items that are there.
   */
  collect<T>(
    key: string,
    inputs: unknown,
    n: number,
    work: (i: number, random: RandomStream) => Promise<T>,
    options?: { readonly parallel?: number; readonly store?: ItemStore<T> },
  ): Promise<T[]>;
  /** The stream of (seed, name). */
  random(...name: readonly (string | number)[]): RandomStream;
  /** A short public name of a step that this run has used: its key and the start of its hash. */
  nameOf(key: string): string;
  /** The same run, which counts the steps that are used through it from now on. */
  scope(): Run;
  /** The ids of the steps used since this scope began, in the order of their first use. */
  used(): readonly number[];
}

/** Arrivals within this time share a transaction. */
const GROUP_COMMIT_MS = 50;

export interface RunOptions {
  readonly database: Database;
  readonly id: number;
  readonly seed: number;
  /** Part of every hash: a recipe that changes what it does must change it. */
  readonly version: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
}

export function openRun(options: RunOptions): Run {
  const { database, id, seed, version, signal, onProgress } = options;
  const hashes = new Map<string, string>();

  const begin = (key: string, inputs: unknown, scopes: readonly Set<number>[]) => {
    if (signal.aborted) throw new RunPaused('the run was paused');
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
  // a run may ask for more of a step than it did at first
  const noteUse = (step: number, reused: number, total: number) =>
    database.run(
      `INSERT INTO run_steps VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET total = max(total, excluded.total)`,
      id,
      step,
      reused,
      total,
    );
  const addSeconds = (step: number, since: number) => {
    const seconds = (performance.now() - since) / 1000;
    database.run('UPDATE steps SET seconds = seconds + ? WHERE id = ?', seconds, step);
  };

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
      work: () => Promise<T> | T,
      store: StepStore<T> = jsonSteps(database),
    ) {
      const { id: step, value } = begin(key, inputs, scopes);
      noteUse(step, value === null ? 0 : 1, 1);
      if (value !== null) {
        onProgress({ key, done: 1, total: 1, reused: 1 });
        return store.get(step);
      }
      onProgress({ key, done: 0, total: 1, reused: 0 });
      const since = performance.now();
      const result = await work();
      database.transaction(() => {
        database.run("UPDATE steps SET value = '{}' WHERE id = ?", step);
        store.put(step, result);
        addSeconds(step, since);
      });
      onProgress({ key, done: 1, total: 1, reused: 0 });
      // read back, so that a first and a resumed run go on with the same value
      return store.get(step);
    },

    async collect<T>(
      key: string,
      inputs: unknown,
      n: number,
      work: (i: number, random: RandomStream) => Promise<T>,
      options: { readonly parallel?: number; readonly store?: ItemStore<T> } = {},
    ) {
      const { parallel = 1, store = jsonItems<T>(database) } = options;
      const { id: step } = begin(key, inputs, scopes);
      const marks = database.all<{ i: number }>('SELECT i FROM items WHERE step = ?', step);
      const there = new Set(marks.map(({ i }) => i).filter((i) => i < n));
      noteUse(step, there.size, n);
      const missing = Array.from({ length: n }, (_, i) => i).filter((i) => !there.has(i));
      const commits = groupCommit(database, (arrived: [number, T][], since) => {
        for (const [i, value] of arrived) {
          // the mark first: a store of JSON items puts its value into it
          database.run("INSERT INTO items VALUES (?, ?, '')", step, i);
          store.put(step, i, value);
        }
        addSeconds(step, since);
      });
      let done = there.size;
      const report = () => onProgress({ key, done, total: n, reused: there.size });
      report();
      try {
        await pMap(
          missing,
          async (i) => {
            // calls in flight finish and are recorded; no new ones start
            if (signal.aborted) return;
            const value = await work(i, randomStream(seed, key, i));
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

/** Gathers arrivals for a moment, so that many small ones cost one wait for the disk. */
function groupCommit<T>(database: Database, write: (arrived: T[], since: number) => void) {
  let waiting: T[] = [];
  let since = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let failure: unknown;
  const flush = () => {
    timer = undefined;
    const arrived = waiting;
    waiting = [];
    try {
      database.transaction(() => write(arrived, since));
    } catch (error) {
      // a timer has no caller to tell: the next arrival, or the end, does
      failure ??= error;
    }
    since = performance.now();
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
      // nothing that arrived is nothing that took time
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
