import { workerData } from 'node:worker_threads';

const CHECK_EVERY_MS = 500;

// an orphan is adopted by another process, so its parent's id changes
setInterval(() => {
  if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL');
}, CHECK_EVERY_MS);
