import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from './badInput.ts';

/**
 * Creates a folder and those above it that are missing. Node's own `recursive` never returns where
 * the system answers ENOENT for a folder whose parent exists, as in `/proc`.
 * @throws BadInput if it cannot be created
 */
export function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isTaken = code === 'EEXIST' || code === 'ENOTDIR';
    throw new BadInput(
      `${folder} cannot be made${isTaken ? ': a file is in the way' : ` (${code})`}. Choose another folder, one ` +
        'that you may write to.',
    );
  }
}

function isFolder(folder: string): boolean {
  try {
    return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch (error) {
    // a folder above it may not be entered, or a link leads to itself: creating it reports that
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['EACCES', 'ELOOP'].includes(code)) return false;
    throw error;
  }
}
