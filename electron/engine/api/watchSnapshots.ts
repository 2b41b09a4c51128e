import type { Snapshot } from '../../contract/snapshot.ts';
import type { Session } from '../session/session.ts';

/** During a run the clocks advance even if nothing else changes. */
const CLOCK_MS = 1000;

/**
 * Yields the whole state at once, then after each change. A slow reader gets fewer snapshots, never
 * outdated ones.
 */
export async function* watchSnapshots(
  session: Session,
  signal: AbortSignal | undefined,
): AsyncGenerator<Snapshot, void> {
  let changed = true;
  let wake: (() => void) | undefined;
  const notice = () => {
    changed = true;
    wake?.();
  };
  const stopListening = session.listen(notice);
  signal?.addEventListener('abort', notice, { once: true });
  try {
    while (!signal?.aborted) {
      if (changed) {
        changed = false;
        yield session.snapshot();
      } else {
        await new Promise<void>((resolve) => {
          const timer = session.isWorking ? setTimeout(notice, CLOCK_MS) : undefined;
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
    }
  } finally {
    stopListening();
  }
}
