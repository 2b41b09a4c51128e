import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { DatabaseInUse, openDatabase } from '../../../native/sqlite/database.ts';
import { newestBackup } from './newestBackup.ts';

const MOST_PROBLEMS = 20;

/**
 * Reads every page of a project's database.
 * @returns a sentence for each problem, and one on the backup; empty if the project is whole
 * @throws BadInput if there is no project in the folder, or it is open elsewhere
 */
export function projectDamage(folder: string): string[] {
  const file = path.join(folder, 'project.db');
  if (!existsSync(file))
    throw new BadInput(`There is no project in ${folder}: it has no project.db.`);
  const problems = statSync(file).size === 0 ? [`${file} is empty.`] : problemsOf(file);
  return problems.length === 0 ? [] : [...problems, newestBackup(file)];
}

function problemsOf(file: string): string[] {
  try {
    const database = openDatabase(file);
    try {
      const rows = database.all<{ integrity_check: string }>(
        `PRAGMA integrity_check(${MOST_PROBLEMS})`,
      );
      const said = rows.map((row) => row.integrity_check);
      return said.filter((sentence) => sentence !== 'ok');
    } finally {
      database.close();
    }
  } catch (error) {
    if (error instanceof DatabaseInUse) {
      throw new BadInput(`${file} is open in another Stillroom. Close it, then try again.`);
    }
    return [`${file} cannot be read: ${(error as Error).message}.`];
  }
}
