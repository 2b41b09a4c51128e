import { Semaphore } from 'async-mutex';
import { physicalCores } from './physicalCores.ts';

/**
 * Leases the machine's cores, so that running threads never exceed them.
 *
 * Two hosts that each use all cores do not share them well: two llama.cpp hosts of two threads on
 * two cores fell from 46 to 0.8 tokens a second.
 */
export interface ThreadBudget {
  readonly total: number;
  /** Waits for `threads` free cores, first come first served. */
  acquire(threads: number): Promise<() => void>;
  /** The same, for as long as `work` runs. */
  lease<T>(threads: number, work: () => Promise<T>): Promise<T>;
}

export function threadBudget(total: number = physicalCores()): ThreadBudget {
  const cores = new Semaphore(total);
  return {
    total,
    acquire: async (threads) => (await cores.acquire(Math.min(threads, total)))[1],
    lease: (threads, work) => cores.runExclusive(work, Math.min(threads, total)),
  };
}
