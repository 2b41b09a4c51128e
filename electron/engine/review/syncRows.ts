import type { Database } from '../../../native/sqlite/database.ts';
import type { Lineage } from '../steps/clean.ts';

interface ExampleRow {
  readonly step: number;
  readonly i: number;
  readonly key: string;
  readonly text: string;
  readonly label: string;
  readonly dropped_by: string | null;
  readonly lineage: string;
}

/**
 * Brings the examples of each recipe's last run before reviewers. A row that an earlier run had too
 * keeps its reviews: it is known by its generation.
 */
export function syncRows(database: Database): void {
  database.transaction(() => {
    database.run('UPDATE review_rows SET current = 0');
    for (const recipe of lastRuns(database)) {
      for (const row of examplesOf(database, recipe)) upsert(database, recipe.name, row);
    }
  });
}

interface RecipeRun {
  readonly run: number;
  /** As in the keys: 's3', 'synthesizrr/retricl'. */
  readonly name: string;
}

function lastRuns(database: Database): RecipeRun[] {
  const rows = database.all<{ run: number; key: string }>(
    `SELECT run, key FROM run_steps JOIN steps ON steps.id = step
     WHERE key LIKE '%/clean' ORDER BY run`,
  );
  const last = new Map(rows.map(({ run, key }) => [recipeOf(key), run]));
  return [...last].map(([name, run]) => ({ name, run }));
}

function examplesOf(database: Database, { run, name }: RecipeRun): ExampleRow[] {
  return database.all<ExampleRow>(
    `SELECT examples.step, i, key, text, label, dropped_by, lineage FROM examples
     JOIN steps ON steps.id = examples.step JOIN run_steps ON run_steps.step = steps.id
     WHERE run = ? AND key LIKE ? ORDER BY examples.step, i`,
    run,
    `${name}/%`,
  );
}

function upsert(database: Database, recipe: string, row: ExampleRow): void {
  const { generation } = JSON.parse(row.lineage) as Lineage;
  database.run(
    `INSERT INTO review_rows
       (origin, step, i, current, recipe, round, text, folded, label, written_label, dropped_by)
     VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (origin) DO UPDATE
       SET step = excluded.step, i = excluded.i, current = 1, dropped_by = excluded.dropped_by`,
    generation,
    row.step,
    row.i,
    recipe,
    roundOf(row.key),
    row.text,
    row.text.toLowerCase(),
    row.label,
    row.label,
    row.dropped_by,
  );
}

/** 's3/round-0/draw-1/clean' belongs to s3, 'synthesizrr/retricl/clean' to synthesizrr/retricl. */
export function recipeOf(key: string): string {
  return key.startsWith('synthesizrr/') ? key.split('/').slice(0, 2).join('/') : key.split('/')[0]!;
}

/** The rows that the errors of round q's student gave are those of round q + 1. */
function roundOf(key: string): number {
  const round = /\/round-(\d+)\//.exec(key)?.[1];
  return round === undefined ? 0 : Number(round) + 1;
}
