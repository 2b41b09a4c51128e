import { setImmediate } from 'node:timers/promises';

/** Windows are answered so often. */
const TURN_MS = 50;

/**
 * Takes items one after the other, and lets others have a turn in between: readers themselves wait for
 * nothing.
 * @throws AbortError once the signal aborts
 */
export async function eachInTurns<Item>(
  items: Iterable<Item>,
  take: (item: Item) => void,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  let since = performance.now();
  for (const item of items) {
    take(item);
    if (performance.now() - since < TURN_MS) continue;
    await setImmediate();
    signal?.throwIfAborted();
    since = performance.now();
  }
}
