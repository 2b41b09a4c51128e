import { existsSync, lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { DatabaseInUse, openDatabase } from '../../../native/sqlite/database.ts';
import type { ProjectContents } from '../../contract/forms.ts';
import { filesIn } from '../files/ownedFiles.ts';

/** What Stillroom puts into a project's folder; the database goes last, so that a kill leaves a project. */
const OWN = ['imports', 'gold', 'index', 'students', 'exports'];
const DATABASE = /^project\.db(-wal|-shm|\.version-\d+\.backup)?$/;

/**
 * What deleting a project would remove.
 * @throws BadInput if the folder is no project
 */
export function projectContents(folder: string): ProjectContents {
  requireProject(folder);
  const files = ownEntries(folder).flatMap((name) => {
    const entry = path.join(folder, name);
    return lstatSync(entry).isDirectory()
      ? filesIn(entry).map((file) => path.join(entry, file))
      : [entry];
  });
  return {
    folder,
    files: files.length,
    bytes: files.reduce((sum, file) => sum + lstatSync(file).size, 0),
    left: readdirSync(folder).filter((name) => !ownEntries(folder).includes(name)),
  };
}

/**
 * Deletes a project. What Stillroom did not put into its folder stays there, and so does everything
 * outside of it: the user's own files, and exports to other folders.
 * @throws BadInput if the folder is no project, or is open in another process
 */
export function deleteProject(folder: string): ProjectContents {
  const contents = projectContents(folder);
  requireClosed(folder);
  for (const name of ownEntries(folder)) {
    rmSync(path.join(folder, name), { recursive: true, force: true });
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
  return contents;
}

function ownEntries(folder: string): string[] {
  const names = readdirSync(folder);
  return [
    ...names.filter((name) => OWN.includes(name)),
    ...names.filter((name) => DATABASE.test(name)),
  ];
}

function requireProject(folder: string): void {
  if (folder.endsWith('.stillroom') && existsSync(path.join(folder, 'project.db'))) return;
  throw new BadInput(
    `${folder} is no project: a project is a folder whose name ends in .stillroom, with a project.db in it. ` +
      'Nothing was deleted.',
  );
}

/** @throws BadInput if another process works in the project; a damaged one can be deleted */
function requireClosed(folder: string): void {
  try {
    openDatabase(path.join(folder, 'project.db')).close();
  } catch (error) {
    if (!(error instanceof DatabaseInUse)) return;
    throw new BadInput(
      `${folder} is open in another Stillroom. Close it there, then try again; nothing was deleted.`,
    );
  }
}
