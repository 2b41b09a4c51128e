/**
 * Ctrl-C lets the work end in order.
 * @param next what the user can do then
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
