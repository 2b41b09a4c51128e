import type { Database } from '../../../native/sqlite/database.ts';
import type { JudgedRow } from '../evaluation/gateLabels.ts';
import { gateKey, parseStepKey } from '../journal/stepKey.ts';

interface Judged {
  readonly by_labels: string | null;
  readonly by_teacher: string | null;
}

const UNJUDGED: Judged = { by_labels: null, by_teacher: null };

/**
 * Stores with each row which labels the judges of the label gate gave it in the newest finished run of
 * its recipe. Rows that already have these are skipped. If recipes share a generation, what was said
 * first counts.
 */
export function keepJudgements(database: Database): void {
  const said = new Map<string, Judged>();
  for (const { generation, byLabels, byTeacher } of lastGates(database)) {
    if (!said.has(generation)) said.set(generation, { by_labels: byLabels, by_teacher: byTeacher });
  }
  const rows = database.all<Judged & { id: number; origin: string }>(
    'SELECT id, origin, by_labels, by_teacher FROM review_rows',
  );
  for (const { id, origin, ...before } of rows) {
    const judged = said.get(origin) ?? UNJUDGED;
    const { by_labels, by_teacher } = judged;
    if (by_labels === before.by_labels && by_teacher === before.by_teacher) continue;
    const row = database.get<{ text: string; label: string; written: string }>(
      `SELECT review_rows.text, review_rows.label, examples.text AS written FROM review_rows
       JOIN examples ON examples.step = review_rows.step AND examples.i = review_rows.i
       WHERE review_rows.id = ?`,
      id,
    )!;
    database.run(
      'UPDATE review_rows SET by_labels = ?, by_teacher = ?, doubts = ? WHERE id = ?',
      by_labels,
      by_teacher,
      doubtsIn(judged, row.written, row),
      id,
    );
  }
}

/**
 * The number of judges who give a row another label than it has now; null if its current text was not
 * judged.
 */
export function doubtsIn(
  judged: Judged,
  written: string,
  { text, label }: { readonly text: string; readonly label: string },
): number | null {
  if (judged.by_labels === null || text !== written) return null;
  return Number(judged.by_labels !== label) + Number(judged.by_teacher !== label);
}

/** What the label gate of each recipe's newest finished run recorded, if it had one. */
function lastGates(database: Database): JudgedRow[] {
  const steps = database.all<{ run: number; id: number; key: string }>(
    `SELECT run, steps.id, key FROM run_steps JOIN steps ON steps.id = step
     JOIN runs ON runs.id = run WHERE state = 'done' ORDER BY run, steps.id`,
  );
  const last = new Map(
    steps.flatMap(({ key, run }) => {
      const { phase, recipe } = parseStepKey(key);
      return phase === 'clean' && recipe ? [[recipe, run] as const] : [];
    }),
  );
  const gates = [...last].flatMap(([recipe, run]) =>
    steps.filter((step) => step.run === run && step.key === gateKey(recipe)).map(({ id }) => id),
  );
  return gates
    .toSorted((a, b) => a - b)
    .flatMap((id) => {
      const sql = 'SELECT value FROM steps WHERE id = ?';
      return JSON.parse(database.get<{ value: string }>(sql, id)!.value) as JudgedRow[];
    });
}
