import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Database } from '../../../native/sqlite/database.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { documentKey } from '../import/readDocuments.ts';
import { textOf } from '../import/readRows.ts';
import { withoutRecords } from '../import/withoutRecords.ts';

/** The place of a project's files; the project itself is opened by what finishes its deletions. */
interface ProjectFiles {
  path(...parts: readonly string[]): string;
}

/** The folders of a project that hold copies of the user's files. */
const COPIES = ['imports', 'gold'];

/**
 * Removes what deleted documents left outside of the tables: the project's copies of the user's
 * files, students, exports, the index, backups, free pages and the log beside the database. A
 * deletion that was killed before that is finished when the project is opened again.
 */
export function finishDeletions({
  database,
  ...project
}: ProjectFiles & { database: Database }): void {
  const open = database.all<{ id: number; keys: string; files: string }>(
    'SELECT id, keys, files FROM deletions WHERE done = 0',
  );
  if (open.length === 0) return;
  for (const { keys, files } of open) {
    for (const file of JSON.parse(files) as string[]) {
      rmSync(project.path(file), { recursive: true, force: true });
    }
    const isIt = isOneOf(JSON.parse(keys) as string[]);
    for (const file of copiesIn(project)) removeRecords(file, isIt);
  }
  database.compact();
  database.run("UPDATE deletions SET files = '[]', done = 1 WHERE done = 0");
}

/** The files in a project that are copies of the user's, which deleting a document rewrites. */
export function copiesIn(project: ProjectFiles): string[] {
  return COPIES.map((name) => project.path(name))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name)),
    );
}

/** Whether a field is the text of a document with one of these keys. */
export function isOneOf(keys: readonly string[]): (field: unknown) => boolean {
  return (field) => keys.includes(documentKey(textOf(field)));
}

function removeRecords(file: string, isIt: (field: unknown) => boolean): void {
  let content: ReturnType<typeof withoutRecords>;
  try {
    content = withoutRecords(file, isIt);
  } catch {
    // a deletion is refused where a copy cannot be read, so this file came later
    return;
  }
  if (content === null) rmSync(file);
  else if (content !== undefined) writeWhole(file, content);
}
