import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { BadInput } from '../badInput.ts';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not read what is in its folder',
  EPERM: 'you may not read what is in its folder',
  ELOOP: 'the links to it lead in a circle',
  ENAMETOOLONG: 'its drive does not take a name of this length',
  EIO: 'its drive does not answer',
};

/**
 * What lies at a path, where a link is not followed; `undefined` if there is nothing.
 * @throws BadInput if the system does not say
 */
export async function lookAt(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new BadInput(
      `${path} cannot be read: ${REASONS[code] ?? code}. Change that, or choose another folder.`,
    );
  }
}
