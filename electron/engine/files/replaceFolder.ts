import { existsSync, lstatSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { makeFolder } from '../../../models/makeFolder.ts';
import { begunBeside, dropBegun } from './dropBegun.ts';
import { filesIn, isOwned, markOwned, ownedIn, requireOwned } from './ownedFiles.ts';

/**
 * Writes a folder whole: `write` fills one beside it, which then takes its place. If `write` fails,
 * an earlier folder stays as it was. Nothing is removed but files that an earlier call wrote and that
 * nobody changed since.
 * @throws BadInput if the folder that is there holds anything else
 */
export async function replaceFolder(
  folder: string,
  write: (beside: string) => Promise<void> | void,
): Promise<void> {
  const parent = path.dirname(folder);
  const replaced = path.join(parent, `.${path.basename(folder)}.replaced`);
  makeFolder(parent);
  dropBegun(parent);
  finishEarlier(folder, replaced);
  requireReplaceable(folder);
  const beside = begunBeside(folder);
  try {
    makeFolder(beside);
    await write(beside);
    markOwned(beside);
    // a file may have been put there while the export was written
    requireReplaceable(folder);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    throw error;
  }
  if (existsSync(folder)) renameSync(folder, replaced);
  renameSync(beside, folder);
  removeOwned(replaced);
}

/** A kill between the two renames leaves the earlier folder under its other name. */
function finishEarlier(folder: string, replaced: string): void {
  if (!existsSync(replaced)) return;
  if (!isOwned(replaced)) {
    throw new BadInput(
      `${replaced} is not Stillroom's, and this export needs its name. Move it; nothing was changed.`,
    );
  }
  if (existsSync(folder)) removeOwned(replaced);
  else renameSync(replaced, folder);
}

function requireReplaceable(folder: string): void {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (!stats) return;
  if (!stats.isDirectory()) {
    const what = stats.isSymbolicLink() ? 'a link' : 'a file';
    throw new BadInput(
      `${folder} is ${what}, where a folder is to be. Move it, or choose another folder.`,
    );
  }
  requireOwned(folder);
}

/** Removes the files that Stillroom wrote, then what is left if that is nothing but empty folders. */
function removeOwned(folder: string): void {
  if (!existsSync(folder)) return;
  const owned = ownedIn(folder);
  for (const file of filesIn(folder)) {
    if (owned[file] !== undefined) rmSync(path.join(folder, file), { force: true });
  }
  const [left] = filesIn(folder);
  if (left !== undefined) {
    throw new BadInput(
      `The export is written. ${path.join(folder, left)} was put there meanwhile, and is kept: move it.`,
    );
  }
  rmSync(folder, { recursive: true, force: true });
}
