import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** The version with which the suite was last run. */
const RAY = 'ray[serve]==2.60.0';

/**
 * A Python that has Ray Serve: STILLROOM_RAY, or one that pip fills in `folder`.
 * @returns undefined where none can be had
 */
export function rayPython(folder: string): string | undefined {
  const own = process.env.STILLROOM_RAY;
  if (own) return hasRay(own) ? own : undefined;
  const python = path.join(folder, 'bin/python');
  if (hasRay(python)) return python;
  if (spawnSync('python3', ['-m', 'venv', folder], { stdio: 'ignore' }).status !== 0) {
    return undefined;
  }
  spawnSync(python, ['-m', 'pip', 'install', '-q', RAY], {
    env: { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1' },
    stdio: 'inherit',
  });
  return hasRay(python) ? python : undefined;
}

const hasRay = (python: string) =>
  spawnSync(python, ['-c', 'import aiohttp, ray.serve'], { stdio: 'ignore' }).status === 0;
