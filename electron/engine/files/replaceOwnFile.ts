import { lstatSync } from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../../../models/makeFolder.ts';
import { markOwned, requireOwned } from './ownedFiles.ts';
import { type FileContent, writeWhole } from './writeWhole.ts';

/**
 * Writes an exported file whole. One of that name is replaced only if an earlier call wrote it and
 * nobody changed it since.
 * @returns the file's path
 * @throws BadInput if the file is somebody's
 */
export function replaceOwnFile(folder: string, name: string, content: FileContent): string {
  makeFolder(folder);
  const file = path.join(folder, name);
  if (lstatSync(file, { throwIfNoEntry: false })) requireOwned(folder, [name]);
  writeWhole(file, content);
  markOwned(folder, [name]);
  return file;
}
