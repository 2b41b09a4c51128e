import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/**
 * Cores that compute: two threads of one core share its arithmetic, so models gain nothing by the
 * second. Told on Linux; elsewhere every core that the system offers counts.
 */
export function physicalCores(): number {
  const offered = availableParallelism();
  try {
    return Math.min(offered, countCores(readFileSync('/proc/cpuinfo', 'utf8')) || offered);
  } catch {
    // no such file: not Linux
    return offered;
  }
}

/** Cores that /proc/cpuinfo names; 0 where it names none, as on many ARM systems. */
export function countCores(cpuinfo: string): number {
  const field = (processor: string, name: string) =>
    new RegExp(`^${name}\\s*:\\s*(\\d+)$`, 'm').exec(processor)?.[1];
  const cores = cpuinfo.split(/\n\s*\n/).flatMap((processor) => {
    const core = field(processor, 'core id');
    return core === undefined ? [] : `${field(processor, 'physical id')} ${core}`;
  });
  return new Set(cores).size;
}
