import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Whether a signal has stopped a process (SIGSTOP, SIGTSTP), so that it answers nothing until it is
 * continued. A process that a debugger holds does not count. False where the system does not say.
 */
export function isStopped(pid: number): boolean {
  try {
    return stateOf(pid).startsWith('T');
  } catch {
    // it has just ended, or this system (Windows) knows no such state
    return false;
  }
}

/** The letters of `ps`: T for stopped, t for traced. */
function stateOf(pid: number): string {
  if (process.platform === 'linux') {
    // the name before the state is in brackets, and may itself hold some
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!;
  }
  return execFileSync('ps', ['-o', 'stat=', '-p', `${pid}`], { encoding: 'utf8' });
}
