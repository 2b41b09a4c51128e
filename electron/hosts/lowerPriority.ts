import { readdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/** The name by which the engine calls it, in every host. */
export const LOWER_PRIORITY = 'lowerPriority';

/**
 * Lets other programs go before this process. On Linux each thread has a priority of its own, which the
 * threads that it starts inherit, so it is lowered for all that are there.
 */
export function lowerPriority(): void {
  const threads =
    process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [process.pid];
  for (const thread of threads) {
    try {
      setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // the thread has just ended, or the system lets nobody change priorities
    }
  }
}
