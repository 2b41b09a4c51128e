import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { makeFolder } from '../../../models/makeFolder.ts';
import { type Database, DatabaseInUse, openDatabase } from '../../../native/sqlite/database.ts';
import { pathInside } from '../files/pathInside.ts';
import { finishDeletions } from './finishDeletions.ts';
import { newestBackup } from './newestBackup.ts';
import { requireRecords } from './requireRecords.ts';
import { FIRST_VERSION, migrations } from './schema.ts';

/** A project's folder, `Name.stillroom/`, and the database in it. */
export interface Project {
  readonly folder: string;
  readonly database: Database;
  /** Resolves a path inside the project. @throws BadInput if it leads out of the project */
  path(...parts: readonly string[]): string;
  close(): void;
}

/**
 * Opens a project, or creates it if there is none. Only one process at a time can have it open.
 *
 * A project of an older version is backed up next to its database, then migrated.
 * @throws BadInput if it is in use, not a project, of a newer Stillroom, or from before 0.2.0
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
  } else if (
    lstatSync(file).isFile() &&
    statSync(file).size === 0 &&
    !(create && isJustBegun(folder))
  ) {
    throw new BadInput(`${file} is empty, so the project is damaged. ${newestBackup(file)}`);
  }
  for (const beside of ['', '-wal', '-shm', '-journal']) requirePlain(`${file}${beside}`);
  requireReleased(file, versionInHeader(file));
  const database = open(folder, file);
  try {
    checkWhole(database);
    await migrate(database);
    requireOurSchema(database);
    requireRecords(database);
  } catch (error) {
    database.close();
    throw explained(error, file);
  }
  const project: Project = {
    folder,
    database,
    path: (...parts) => pathInside(folder, path.join(...parts)),
    close: () => database.close(),
  };
  try {
    finishDeletions(project);
  } catch (error) {
    database.close();
    throw error;
  }
  return project;
}

/** A project whose creation was killed has nothing but its empty folders. */
function isJustBegun(folder: string): boolean {
  const others = readdirSync(folder, { recursive: true, withFileTypes: true });
  return others.every(
    (entry) => entry.isDirectory() || /^project\.db(-wal|-shm)?$/.test(entry.name),
  );
}

function makeFolders(folder: string): void {
  for (const name of ['', 'index', 'students', 'exports']) makeFolder(path.join(folder, name));
}

/** @throws BadInput for what no project of ours has: a link or a pipe in the place of its database */
function requirePlain(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() !== false) return;
  throw new BadInput(`${file} is no plain file. Open the project where its files really are.`);
}

/** @throws BadInput for tables, views or triggers that a project of this version does not have */
function requireOurSchema(database: Database): void {
  const schemaOf = (of: Database) => {
    const rows = of.all<{ name: string; sql: string }>(
      "SELECT type || ' ' || name AS name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1",
    );
    return new Map(rows.map(({ name, sql }) => [name, sql.replaceAll(/\s+/g, ' ')]));
  };
  const fresh = openDatabase(':memory:');
  for (const script of migrations) fresh.execute(script);
  const [ours, theirs] = [schemaOf(fresh), schemaOf(database)];
  fresh.close();
  // a trigger of our name may have another body
  const other = [...theirs.keys(), ...ours.keys()].find(
    (name) => ours.get(name) !== theirs.get(name),
  );
  if (other === undefined) return;
  throw new BadInput(
    `${database.file} is not as Stillroom made it (${other}): it was changed by another program. ` +
      newestBackup(database.file),
  );
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
    throw explained(error, file);
  }
}

/**
 * Reads every page, and compares indexes with their tables, so that damage is detected before any work
 * is done in the project: with a damaged index rows are missed silently.
 */
function checkWhole(database: Database): void {
  const [first] = database.column<string>('PRAGMA integrity_check(1)');
  if (first !== 'ok') throw Object.assign(new Error(first), { code: 'SQLITE_CORRUPT' });
  const { pages, size } = database.get<{ pages: number; size: number }>(
    'SELECT page_count AS pages, page_size AS size FROM pragma_page_count, pragma_page_size',
  )!;
  const isLogged = existsSync(`${database.file}-wal`) && statSync(`${database.file}-wal`).size > 0;
  if (!isLogged && statSync(database.file).size < pages * size) {
    throw Object.assign(new Error('cut short'), { code: 'SQLITE_CORRUPT' });
  }
}

/** Translates SQLite's error about the file into a message that says what to do. */
function explained(error: unknown, file: string): unknown {
  const { code = '' } = error as { code?: string };
  if (code === 'SQLITE_NOTADB') {
    return new BadInput(`${file} is not a Stillroom project's database; nothing was changed.`);
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_IOERR_SHORT_READ') {
    return new BadInput(
      `${file} is damaged: a part of it is missing or was overwritten. Nothing was changed. ` +
        newestBackup(file),
    );
  }
  const isRefused = code.startsWith('SQLITE_') && !isWritable(file);
  if (/^SQLITE_(READONLY|CANTOPEN|PERM)/.test(code) || isRefused) {
    return new BadInput(
      `${file} cannot be written: the folder or the disk is read-only for you. Copy the project to a ` +
        'place where you may write, and open it there.',
    );
  }
  return error;
}

/** SQLite's error code for a read-only file depends on the operation that it tried first. */
function isWritable(file: string): boolean {
  try {
    if (existsSync(file)) accessSync(file, constants.W_OK);
    accessSync(path.dirname(file), constants.W_OK);
    return true;
  } catch {
    return false;
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
  requireReleased(database.file, version);
  const latest = FIRST_VERSION + migrations.length - 1;
  if (version > latest) {
    throw new BadInput(
      `${database.file} was made by a newer Stillroom (version ${version}, this one knows ${latest}). ` +
        'Update Stillroom; nothing was changed.',
    );
  }
  if (version === latest) return;
  if (version > 0) await backUp(database, `${database.file}.version-${version}.backup`);
  const done = version === 0 ? 0 : version - FIRST_VERSION + 1;
  database.transaction(() => {
    for (const script of migrations.slice(done)) database.execute(script);
    database.userVersion = latest;
  });
}

/** A backup that could not be finished is no backup. */
async function backUp(database: Database, to: string): Promise<void> {
  try {
    await database.backup(to);
  } catch (error) {
    rmSync(to, { force: true });
    throw error;
  }
}

/** @throws BadInput for a project that was created before 0.2.0 */
function requireReleased(file: string, version: number): void {
  if (version === 0 || version >= FIRST_VERSION) return;
  if (version < 0) throw explained({ code: 'SQLITE_CORRUPT' }, file);
  throw new BadInput(
    `${file} was made before Stillroom 0.2.0, which cannot open it; nothing was changed, so run its ` +
      'experiment again in a new project.',
  );
}

/**
 * SQLite stores the version at this offset of the file's header, as a 32-bit big-endian number;
 * each file starts with this text.
 */
const VERSION_OFFSET = 60;
const MAGIC = 'SQLite format 3\0';

/**
 * Read before SQLite opens the file, which may write to it; 0 if there is no file yet, or it is not
 * a database.
 */
function versionInHeader(file: string): number {
  if (!existsSync(file)) return 0;
  const header = Buffer.alloc(100);
  try {
    const descriptor = openSync(file, 'r');
    try {
      readSync(descriptor, header, 0, header.length, 0);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // the reason why it cannot be read is reported when it is opened
    return 0;
  }
  const isDatabase = header.toString('latin1', 0, MAGIC.length) === MAGIC;
  return isDatabase ? header.readInt32BE(VERSION_OFFSET) : 0;
}
