import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/**
 * The number of physical cores: two threads of one core share its arithmetic units, so models gain
 * nothing from the second. Known on Linux; elsewhere every logical core counts.
 */
export function physicalCores(): number {
  const offered = availableParallelism();
  try {
    return Math.min(offered, countCores(readFileSync('/proc/cpuinfo', 'utf8')) || offered);
  } catch {
    // no such file, so not Linux
    return offered;
  }
}

/** The number of cores in /proc/cpuinfo; 0 if it lists none, as on many ARM systems. */
export function countCores(cpuinfo: string): number {
  const field = (processor: string, name: string) =>
    new RegExp(`^${name}\\s*:\\s*(\\d+)$`, 'm').exec(processor)?.[1];
  const cores = cpuinfo.split(/\n\s*\n/).flatMap((processor) => {
    const core = field(processor, 'core id');
    return core === undefined ? [] : `${field(processor, 'physical id')} ${core}`;
  });
  return new Set(cores).size;
}
