import type { Database } from '../../../native/sqlite/database.ts';
import type { Report } from '../../contract/report.ts';

/** A run with its report. */
export interface FinishedRun {
  readonly id: number;
  readonly report: Report;
}

/** The runs that have finished, the newest first. */
export function finishedRuns(database: Database): FinishedRun[] {
  return read(database, '');
}

/** The report of the last of them; null before the first. */
export function lastReport(database: Database): Report | null {
  return read(database, 'LIMIT 1')[0]?.report ?? null;
}

function read(database: Database, limit: '' | 'LIMIT 1'): FinishedRun[] {
  return database
    .all<{ id: number; facts: string }>(
      `SELECT id, facts FROM runs WHERE state = 'done' AND facts IS NOT NULL ORDER BY id DESC ${limit}`,
    )
    .map(({ id, facts }) => ({ id, report: JSON.parse(facts) as Report }));
}
