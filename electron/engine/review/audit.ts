import { BadInput } from '../../../models/badInput.ts';
import type { RandomStream } from '../../../models/randomStream.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import type { Audit } from '../../contract/review.ts';
import { wilsonInterval } from '../measures/score.ts';

/**
 * Draws a random sample of the rows that cleaning kept and nobody rejected, to be labelled blind:
 * people who see a label next to a text tend to agree with it, so ordinary review overrates the
 * rows.
 * @throws BadInput if there are no rows
 */
export function beginAudit(
  database: Database,
  size: number,
  reviewer: string,
  random: RandomStream,
): Audit {
  const rows = database.all<{ id: number; label: string }>(
    `SELECT id, label FROM review_rows
     WHERE current = 1 AND dropped_by IS NULL AND state <> 'rejected' ORDER BY id`,
  );
  if (rows.length === 0) throw new BadInput('There are no rows to audit yet; run a recipe first.');
  const drawn = random.sample(rows, Math.min(size, rows.length));
  database.transaction(() => {
    const { lastId } = database.run(
      'INSERT INTO audits (reviewer, at) VALUES (?, ?)',
      reviewer,
      Date.now(),
    );
    for (const [place, { id, label }] of drawn.entries()) {
      database.run(
        'INSERT INTO audit_rows (audit, place, row, shown_label) VALUES (?, ?, ?, ?)',
        lastId,
        place,
        id,
        label,
      );
    }
  });
  return auditOf(database)!;
}

/**
 * Records a reviewer's label for a text; null if no label fits.
 * @throws BadInput for a label that the task lacks, or a text that is not waiting for an answer
 */
export function answerAudit(
  database: Database,
  { row, label }: { readonly row: number; readonly label: string | null },
  labels: readonly string[],
): Audit {
  if (label !== null && !labels.includes(label)) {
    throw new BadInput(`The task has no label ${label}; it has ${labels.join(', ')}.`);
  }
  const { changes } = database.run(
    `UPDATE audit_rows SET answer = ?, answered = ?
     WHERE row = ? AND answered IS NULL AND audit = (SELECT max(id) FROM audits)`,
    label,
    Date.now(),
    row,
  );
  if (changes === 0) throw new BadInput('This text is not waiting for an answer in the audit.');
  return auditOf(database)!;
}

/** The state of the last audit, or null if there was none. */
export function auditOf(database: Database): Audit | null {
  const counts = database.get<{ size: number; answered: number; agreed: number }>(
    `SELECT count(*) AS size, count(answered) AS answered,
       coalesce(sum(answered IS NOT NULL AND answer = shown_label), 0) AS agreed
     FROM audit_rows WHERE audit = (SELECT max(id) FROM audits)`,
  )!;
  if (counts.size === 0) return null;
  const next = database.get<NonNullable<Audit['next']>>(
    `SELECT row, context, review_rows.text AS text FROM audit_rows JOIN review_rows ON review_rows.id = row
     WHERE audit = (SELECT max(id) FROM audits) AND answered IS NULL ORDER BY place LIMIT 1`,
  );
  const { size, answered, agreed } = counts;
  const ci95 = answered === 0 ? null : wilsonInterval(agreed, answered);
  return { size, answered, agreed, ci95, next: next ?? null };
}
