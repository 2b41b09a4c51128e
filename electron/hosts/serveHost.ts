import { Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';

/** How a call ends, as it crosses processes: an error's class would not survive the way. */
export type Outcome =
  | { readonly value: unknown }
  | { readonly error: { readonly name: string; readonly message: string; readonly stack: string } };

type Functions = Readonly<Record<string, (...args: never[]) => unknown>>;

/**
 * Makes this process a host: answers the engine's calls until the engine is gone.
 *
 * @param functions what the engine may call, one call at a time or several, as the host allows
 * @returns sends an event to the engine
 */
export function serveHost<Events extends object>(functions: Functions): Events {
  watchEngine();
  // Ctrl-C reaches the whole process group; what it means is the engine's to decide
  process.on('SIGINT', () => {});
  const guarded = Object.fromEntries(
    Object.entries(functions).map(([name, work]) => [name, guard(work)]),
  );
  return createBirpc<Events, object>(guarded, {
    post: (message) => void process.send?.(message),
    on: (receive) => void process.on('message', receive),
    timeout: -1,
    eventNames: ['event'] as never[],
  }) as Events;
}

function guard(work: (...args: never[]) => unknown) {
  return async (...args: never[]): Promise<Outcome> => {
    try {
      return { value: await work(...args) };
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      return { error: { name: error.name, message: error.message, stack: error.stack ?? '' } };
    }
  };
}

/**
 * Ends this process when its engine is gone. A host inside a native call hears nothing, so the watch
 * is a thread of its own.
 */
function watchEngine(): void {
  new Worker(new URL('./watchdog.ts', import.meta.url), { workerData: process.ppid }).unref();
  process.on('disconnect', () => process.exit(0));
}
