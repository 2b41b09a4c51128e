import { BadInput } from '../../../models/badInput.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import { parseStepKey } from '../journal/stepKey.ts';
import { newestBackup } from './newestBackup.ts';

/** What JSON the columns hold that are read back; null is allowed in each. */
const COLUMNS = [
  ['runs', 'experiment', '$', 'object'],
  ['runs', 'experiment', '$.recipes', 'array'],
  ['runs', 'facts', '$', 'object'],
  ['runs', 'facts', '$.entries', 'array'],
  ['runs', 'facts', '$.phases', 'array'],
  ['runs', 'facts', '$.facts', 'array'],
  ['runs', 'facts', '$.verdict', 'text'],
  ['tasks', 'labels', '$', 'array'],
  ['gold', 'other_answers', '$', 'array'],
  ['generations', 'parameters', '$', 'object'],
  ['examples', 'lineage', '$.generation', 'text'],
  ['review_rows', 'out_of_fold', '$', 'object'],
  ['drafts', 'draft', '$', 'object'],
  ['deletions', 'keys', '$', 'array'],
  ['deletions', 'files', '$', 'array'],
] as const;

/** Other rules, each a query that finds a record against it. */
const RULES = [
  [
    'value of a record of steps',
    'SELECT 1 FROM steps WHERE value IS NOT NULL AND NOT json_valid(value)',
  ],
  [
    'experiment of a record of runs',
    `SELECT 1 FROM runs, json_each(experiment, '$.recipes') AS recipe
     WHERE recipe.type <> 'object' OR json_type(recipe.value, '$.kind') IS NOT 'text'`,
  ],
  [
    'facts of a record of runs',
    `SELECT 1 FROM runs, json_each(facts, '$.entries') AS entry
     WHERE facts IS NOT NULL AND (entry.type <> 'object' OR json_type(entry.value, '$.title') IS NOT 'text'
       OR json_type(entry.value, '$.rows.dropped') IS NOT 'object')`,
  ],
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
    if (bad) throw damaged(database, `${column} of a record of ${table}`);
  }
  for (const [what, query] of RULES) {
    if (database.get(`${query} LIMIT 1`)) throw damaged(database, what);
  }
  const files = 'SELECT file.value FROM deletions, json_each(files) AS file';
  for (const file of database.column(files)) {
    if (!DELETABLE.test(`${file}`)) throw damaged(database, 'files of a record of deletions');
  }
  for (const key of database.column<string>('SELECT DISTINCT key FROM steps')) {
    if (!isStepKey(key)) throw damaged(database, 'key of a record of steps');
  }
}

/** What a deletion that was killed may remove when its project is opened. */
const DELETABLE = /^(project\.db\..*backup|(index|students|exports)\/.+)$/;

function damaged({ file }: Database, what: string): BadInput {
  return new BadInput(
    `${file} is damaged: the ${what} is not as Stillroom writes it. ${newestBackup(file)}`,
  );
}

function isStepKey(key: string): boolean {
  try {
    parseStepKey(key);
    return true;
  } catch {
    return false;
  }
}
