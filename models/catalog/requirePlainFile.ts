import { closeSync, openSync, type Stats, statSync } from 'node:fs';
import { BadInput } from '../badInput.ts';

/** A config.json has a few kilobytes, or some hundred with thousands of labels. */
export const MOST_CONFIG_BYTES = 4 * 1024 * 1024;

/**
 * Checks a model's file before it is read: opening a pipe waits for ever for somebody to write to
 * it, and a device such as /dev/zero has no end.
 * @param missing the sentence for a file that is not there
 * @throws BadInput if it is missing, may not be read, is no file, or has more than `mostBytes`
 */
export function requirePlainFile(
  file: string,
  {
    mostBytes = Number.POSITIVE_INFINITY,
    missing,
  }: { readonly mostBytes?: number; readonly missing?: string } = {},
): void {
  const stats = statsOf(file, missing);
  if (!stats.isFile()) {
    const kind = stats.isDirectory() ? 'a folder' : 'a pipe or a device';
    throw new BadInput(`${file} is ${kind} and no file. Get the model again, or choose another.`);
  }
  if (stats.size > mostBytes) {
    throw new BadInput(
      `${file} has ${stats.size.toLocaleString('en-US')} bytes, and Stillroom reads at most ${mostBytes.toLocaleString('en-US')} of such a file. Get the model again, or choose a smaller one.`,
    );
  }
}

function statsOf(file: string, missing: string | undefined): Stats {
  try {
    const stats = statSync(file);
    if (stats.isFile()) closeSync(openSync(file, 'r'));
    return stats;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') {
      throw new BadInput(
        `${file} may not be read by your account. Change the permissions of the file and of the folders above it, or choose another model.`,
      );
    }
    if (missing !== undefined && (code === 'ENOENT' || code === 'ENOTDIR')) {
      throw new BadInput(missing);
    }
    throw new BadInput(
      `${file} cannot be read (${code}): the model is not complete. Get it again, or choose another.`,
    );
  }
}
