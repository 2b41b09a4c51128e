import type { Snapshot } from '../../contract/snapshot.ts';
import type { Session } from '../session/session.ts';

/** While a run works its clocks move, also when nothing else does. */
const CLOCK_MS = 1000;

/** The whole state at once, then after each change. Who is slow gets fewer, never older ones. */
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
