import { workerData } from 'node:worker_threads';

const CHECK_EVERY_MS = 500;

const { parent, engine } = workerData as { readonly parent: number; readonly engine: number };

setInterval(() => {
  // an orphan is adopted by another process, which changes its parent's id; this does not happen on
  // Windows, nor for a host whose engine is a sibling
  if (process.ppid !== parent || !isThere(engine)) process.kill(process.pid, 'SIGKILL');
}, CHECK_EVERY_MS);

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
