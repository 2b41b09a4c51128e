import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import type { Draft } from '../../contract/draft.ts';
import { isWithin, pathInside, realPath } from '../files/pathInside.ts';

/**
 * A page may name only the files that were uploaded in this session: one that was taken over could
 * otherwise read any file of the user.
 * @returns the file's path
 * @throws BadInput for any other file
 */
export function requireUploaded(file: string, waitingFolder: string): string {
  if (path.isAbsolute(file) && path.resolve(file) !== path.resolve(waitingFolder)) {
    try {
      return pathInside(waitingFolder, file);
    } catch {
      // told below
    }
  }
  throw new BadInput(`${path.basename(file)} was not given to this window. Choose the file again.`);
}

/**
 * The same for the files of a draft, which may also be those that the open project reads already.
 * @throws BadInput for any other file
 */
export function requireGivenFiles(draft: Draft, waitingFolder: string, current?: Draft): void {
  const known = new Set(current ? filesOf(current) : []);
  for (const file of filesOf(draft)) if (!known.has(file)) requireUploaded(file, waitingFolder);
}

/**
 * An uploaded folder must not be opened as a project: its draft would name any file of the user.
 * @throws BadInput for a folder among the uploads of any session
 */
export function requireNotUploaded(folder: string, waitingFolder: string): void {
  const uploads = path.dirname(waitingFolder);
  // also by a link from elsewhere
  if (!isWithin(realPath(uploads), realPath(path.resolve(folder)))) return;
  throw new BadInput(
    `${path.basename(folder)} was uploaded. Open a project in the folder where it is.`,
  );
}

function filesOf({ gold, corpus }: Draft): string[] {
  return [...Object.values(gold), ...corpus].flatMap((part) => part?.file ?? []);
}
