import { logFile, type RunEvents } from '../engine/engine.ts';
import { watchRun } from './watchRun.ts';

/** How runs end: with a result, or so that the same command resumes them. */
type Outcome<Done extends { readonly state: 'done' }> =
  | Done
  | { readonly state: 'paused' }
  | { readonly state: 'stopped'; readonly reason: string };

/**
 * Shows the progress of runs; Ctrl-C pauses them, a second Ctrl-C kills them. If a run was paused
 * or stopped, it says so and sets the exit code.
 * @returns the result, if there is one
 */
export async function watchAndPause<Done extends { readonly state: 'done' }>(
  work: (events: RunEvents, signal: AbortSignal) => Promise<Outcome<Done>>,
): Promise<Done | undefined> {
  const watch = watchRun();
  const pause = new AbortController();
  const onInterrupt = () => {
    if (pause.signal.aborted) process.exit(130);
    watch.onNote('Pausing: calls in flight are finished and recorded. Ctrl-C again ends at once.');
    pause.abort();
  };
  process.on('SIGINT', onInterrupt);
  try {
    const outcome = await work(watch, pause.signal);
    watch.stop();
    if (outcome.state === 'done') return outcome;
    if (outcome.state === 'paused') {
      process.stderr.write('Paused. Run the same command to resume.\n');
      process.exitCode = 130;
      return undefined;
    }
    process.stderr.write(
      `Stopped: ${outcome.reason}. Finished work is recorded; run the same command to resume. ` +
        `The log has more: ${logFile()}\n`,
    );
    process.exitCode = 1;
    return undefined;
  } finally {
    watch.stop();
    process.off('SIGINT', onInterrupt);
  }
}
