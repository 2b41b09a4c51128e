import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { type Database, DatabaseInUse, openDatabase } from '../../../native/sqlite/database.ts';
import { migrations } from './migrations.ts';

/** A project's folder, `Name.stillroom/`, and the database in it. */
export interface Project {
  readonly folder: string;
  readonly database: Database;
  /** A path inside the project. */
  path(...parts: readonly string[]): string;
  close(): void;
}

/**
 * Opens a project, or makes it where there is none. One process at a time has it open.
 *
 * A project of an older version is backed up beside its database, then brought up to date.
 * @throws BadInput where it is in use, not a project, or of a newer version of Stillroom
 */
export async function openProject(
  folder: string,
  { create }: { create: boolean },
): Promise<Project> {
  const file = path.join(folder, 'project.db');
  if (!existsSync(file)) {
    if (!create) {
      throw new BadInput(
        `There is no project in ${folder}: it has no project.db. Give the path of a folder that ` +
          'ends in .stillroom, or start one with `stillroom run EXPERIMENT.yaml`.',
      );
    }
    makeFolders(folder);
  }
  const database = open(folder, file);
  try {
    await migrate(database);
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    folder,
    database,
    path: (...parts) => path.join(folder, ...parts),
    close: () => database.close(),
  };
}

function makeFolders(folder: string): void {
  try {
    for (const name of ['', 'index', 'students', 'exports']) {
      mkdirSync(path.join(folder, name), { recursive: true });
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BadInput(
      `The project's folder ${folder} cannot be made (${code}). Is there a file of that name, or a ` +
        'folder above it that you may not write to? Choose another place.',
    );
  }
}

function open(folder: string, file: string): Database {
  try {
    return openDatabase(file);
  } catch (error) {
    if (error instanceof DatabaseInUse) {
      throw new BadInput(
        `${folder} is open in another Stillroom (a run that works, or the app). Wait for it or ` +
          'close it, then try again.',
      );
    }
    if ((error as { code?: string }).code === 'SQLITE_NOTADB') {
      throw new BadInput(`${file} is not a Stillroom project's database; nothing was changed.`);
    }
    throw error;
  }
}

async function migrate(database: Database): Promise<void> {
  const version = database.userVersion;
  const { tables } = database.get<{ tables: number }>(
    "SELECT count(*) AS tables FROM sqlite_schema WHERE type = 'table'",
  )!;
  if (version === 0 && tables > 0) {
    throw new BadInput(
      `${database.file} is not a Stillroom project's database; nothing was changed.`,
    );
  }
  if (version > migrations.length) {
    throw new BadInput(
      `${database.file} was made by a newer Stillroom (version ${version}, this one knows ` +
        `${migrations.length}). Update Stillroom; nothing was changed.`,
    );
  }
  if (version === migrations.length) return;
  if (version > 0) await database.backup(`${database.file}.version-${version}.backup`);
  database.transaction(() => {
    for (const script of migrations.slice(version)) database.execute(script);
    database.userVersion = migrations.length;
  });
}
