import type { Database } from '../../../native/sqlite/database.ts';
import { parseStepKey } from '../journal/stepKey.ts';
import type { Lineage } from '../steps/example.ts';
import { keepJudgements } from './keepJudgements.ts';

interface ExampleRow {
  readonly i: number;
  readonly context: string | null;
  readonly text: string;
  readonly label: string;
  readonly answer_start: number | null;
  readonly dropped_by: string | null;
  readonly lineage: string;
}

/**
 * Adds the examples of each recipe's last run to the rows for review. A row that an earlier run
 * also had is identified by its generation and keeps its reviews. Rows that are already present are
 * skipped. If recipes share a generation, the row belongs to the first of them. Rows get what the
 * judges of the label gate say of them.
 */
export function syncRows(database: Database): void {
  database.transaction(() => {
    const steps = lastSteps(database);
    const list = steps.map(({ id }) => id).join(', ');
    for (const step of steps) {
      if (isThere(database, step, list)) continue;
      for (const row of examplesOf(database, step)) upsert(database, step, row, list);
    }
    database.execute(`
      UPDATE review_rows SET current = 0 WHERE current = 1 AND step NOT IN (${list});
      UPDATE review_rows SET current = 1 WHERE current = 0 AND step IN (${list});`);
    keepJudgements(database);
  });
}

/** A cleaning step of a recipe's last run. */
interface CleanStep {
  readonly id: number;
  readonly recipe: string;
  readonly round: number;
}

function lastSteps(database: Database): CleanStep[] {
  const steps = database
    .all<{ run: number; id: number; key: string }>(
      'SELECT run, id, key FROM run_steps JOIN steps ON steps.id = step ORDER BY run, id',
    )
    .flatMap(({ key, ...step }) => {
      const { phase, recipe } = parseStepKey(key);
      return phase === 'clean' && recipe ? [{ ...step, recipe, round: roundOf(key) }] : [];
    });
  const last = new Map(steps.map(({ run, recipe }) => [recipe, run]));
  return steps.filter(({ run, recipe }) => last.get(recipe) === run);
}

function isThere(database: Database, { id }: CleanStep, list: string): boolean {
  const count = (table: string) =>
    database.get<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE step = ?`, id)!.n;
  if (count('review_rows') === count('examples')) return true;
  // rows that are not its own may belong to a recipe that it shares generations with
  const missing = database.get(
    `SELECT 1 FROM examples WHERE step = ? AND NOT EXISTS (
       SELECT 1 FROM review_rows
       WHERE origin = json_extract(lineage, '$.generation') AND review_rows.step IN (${list})) LIMIT 1`,
    id,
  );
  return missing === undefined;
}

function examplesOf(database: Database, { id }: CleanStep): ExampleRow[] {
  return database.all<ExampleRow>(
    `SELECT i, context, text, label, answer_start, dropped_by, lineage FROM examples
     WHERE step = ? ORDER BY i`,
    id,
  );
}

function upsert(
  database: Database,
  { id, recipe, round }: CleanStep,
  row: ExampleRow,
  list: string,
): void {
  const { generation, error, query, contextOf } = JSON.parse(row.lineage) as Lineage;
  database.run(
    `INSERT INTO review_rows
       (origin, step, i, current, recipe, round, context, text, folded, label, written_label,
        answer_start, dropped_by, gold)
     VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (origin) DO UPDATE
       SET step = excluded.step, i = excluded.i, current = 1, dropped_by = excluded.dropped_by
       WHERE review_rows.step NOT IN (${list})`,
    generation,
    id,
    row.i,
    recipe,
    round,
    row.context,
    row.text,
    row.text.toLowerCase(),
    row.label,
    row.label,
    row.answer_start,
    row.dropped_by,
    error ?? query ?? contextOf ?? null,
  );
}

/** The rows for the errors of round q's student belong to round q + 1. */
function roundOf(key: string): number {
  const { round } = parseStepKey(key);
  return round === null ? 0 : round + 1;
}
