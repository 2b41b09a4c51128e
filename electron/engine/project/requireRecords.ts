import { BadInput } from '../../../models/badInput.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import { newestBackup } from './newestBackup.ts';

/** What JSON the columns hold that are read back; null is allowed in each. */
const COLUMNS = [
  ['runs', 'experiment', '$', 'object'],
  ['runs', 'experiment', '$.recipes', 'array'],
  ['runs', 'facts', '$', 'object'],
  ['runs', 'facts', '$.entries', 'array'],
  ['tasks', 'labels', '$', 'object'],
  ['gold', 'other_answers', '$', 'array'],
  ['generations', 'parameters', '$', 'object'],
  ['examples', 'lineage', '$', 'object'],
  ['review_rows', 'out_of_fold', '$', 'object'],
  ['drafts', 'draft', '$', 'object'],
] as const;

/**
 * @throws BadInput naming the first kind of record that is not of the form in which Stillroom writes it, so
 *   that nothing is done in a project that another program has changed
 */
export function requireRecords(database: Database): void {
  for (const [table, column, place, type] of COLUMNS) {
    const bad = database.get(
      `SELECT 1 FROM ${table} WHERE ${column} IS NOT NULL AND
         (NOT json_valid(${column}) OR json_type(${column}, '${place}') IS NOT '${type}') LIMIT 1`,
    );
    if (!bad) continue;
    throw new BadInput(
      `${database.file} is damaged: ${column} of a record of ${table} is not as Stillroom writes it. ` +
        newestBackup(database.file),
    );
  }
}
