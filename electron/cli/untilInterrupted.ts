/**
 * Lets Ctrl-C end the work in an orderly way.
 * @param next what the user can do afterwards
 */
export async function untilInterrupted(
  work: (signal: AbortSignal) => Promise<void>,
  next: string,
): Promise<void> {
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt);
  try {
    await work(stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.stderr.write(`Stopped. ${next}\n`);
    process.exitCode = 130;
  } finally {
    process.off('SIGINT', interrupt);
  }
}
