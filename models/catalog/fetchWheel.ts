import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PipPackage } from './catalogue.ts';
import { meterTransfer, type OnProgress } from './modelProgress.ts';
import { runPython } from './runPython.ts';
import type { Environment } from './storeFolder.ts';

const POLL_MS = 250;

/**
 * Fetches one wheel with the user's own pip and its configuration.
 * @param options further pip options, besides those that prevent it from installing or building
 *   anything
 * @param folder an empty folder for the wheel
 * @returns the wheel's path
 * @throws Error with pip's own reason
 */
export async function fetchWheel(
  { requirement, wheelBytes }: PipPackage,
  options: readonly string[],
  folder: string,
  env: Environment,
  onProgress?: OnProgress,
  signal?: AbortSignal,
): Promise<string> {
  // pip has no progress output that is the same in all versions, so its target folder is polled.
  const about = { step: 'download', source: 'pip', file: requirement } as const;
  const onBytes = meterTransfer(about, onProgress);
  onBytes(0, wheelBytes);
  const watch = setInterval(async () => {
    onBytes(Math.min(await bytesIn(folder), wheelBytes - 1), wheelBytes);
  }, POLL_MS);
  const download = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--no-input'];
  try {
    await runPython(
      [...download, '--progress-bar=off', ...options, '--dest', folder, requirement],
      folder,
      env,
      signal,
    );
  } finally {
    clearInterval(watch);
  }
  onBytes(wheelBytes, wheelBytes);
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`pip fetched no wheel for ${requirement}`);
  return join(folder, wheel);
}

/** Bytes of all files under `folder`; files that disappear during the scan are ignored. */
async function bytesIn(folder: string): Promise<number> {
  let total = 0;
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  for (const name of names) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found?.isFile()) total += found.size;
  }
  return total;
}
