import type { Database } from '../../../native/sqlite/database.ts';
import { applyReview, type Reviewed } from '../../contract/applyReview.ts';
import type { ReviewAction } from '../../contract/review.ts';
import { doubtsIn } from './keepJudgements.ts';
import { confidenceIn } from './outOfFold.ts';

export interface StoredAction {
  readonly id: number;
  /** An import itself has no rows: they belong to the actions that it contains. */
  readonly kind: ReviewAction['kind'] | 'import';
  readonly label: string | null;
  readonly text: string | null;
  readonly on_: number | null;
  readonly reviewer: string;
  readonly at: number;
}

/** A condition on an action `a`: the last undo or redo of it, or of its import, was an undo. */
export const IS_UNDONE = `(coalesce((SELECT kind FROM review_actions WHERE target IN (a.id, a.batch)
  ORDER BY id DESC LIMIT 1), 'redo') = 'undo')`;

/**
 * Ids for one statement: few enough for SQLite's limit, in few distinct sizes so that statements
 * are reused.
 */
const BATCH = 500;

/** Lists of placeholders with their ids; a short last list repeats its first id. */
export function inBatches(ids: readonly number[]): [string, number[]][] {
  const batches: [string, number[]][] = [];
  for (let at = 0; at < ids.length; at += BATCH) {
    const part = ids.slice(at, at + BATCH);
    const size = part.length <= 10 ? 10 : BATCH;
    const full = Array.from({ length: size }, (_, i) => part[i] ?? part[0]!);
    batches.push([Array(size).fill('?').join(','), full]);
  }
  return batches;
}

/**
 * Recomputes the state of rows: as the teacher wrote them, then every action on them in order,
 * without those that were undone. `review_rows` contains nothing that this cannot reproduce.
 */
export function replayReviews(database: Database, ids: readonly number[]): void {
  for (const [list, values] of inBatches(ids)) {
    const rows = database.all<{
      id: number;
      text: string;
      label: string;
      out_of_fold: string | null;
      by_labels: string | null;
      by_teacher: string | null;
    }>(
      `SELECT review_rows.id, examples.text, examples.label, out_of_fold, by_labels, by_teacher
       FROM review_rows
       JOIN examples ON examples.step = review_rows.step AND examples.i = review_rows.i
       WHERE review_rows.id IN (${list})`,
      ...values,
    );
    const states = new Map(rows.map(({ id, text, label }) => [id, asWritten(text, label)]));
    const actions = database.all<StoredAction & { row: number }>(
      `SELECT row, a.* FROM review_events JOIN review_actions AS a ON a.id = action
       WHERE row IN (${list})
         AND NOT ${IS_UNDONE}
       ORDER BY a.id`,
      ...values,
    );
    for (const { row, ...action } of actions) {
      states.set(row, applyReview(states.get(row)!, actionOf(action), action));
    }
    for (const { id, text, out_of_fold, ...judged } of rows) {
      const row = states.get(id)!;
      database.run(
        `UPDATE review_rows SET text = ?, folded = ?, label = ?, state = ?, flagged = ?, edited = ?,
           comments = ?, reviewer = ?, changed_at = ?, confidence = ?, doubts = ? WHERE id = ?`,
        row.text,
        row.text.toLowerCase(),
        row.label,
        row.state,
        Number(row.flagged),
        Number(row.edited),
        row.comments,
        row.reviewer,
        row.changedAt,
        confidenceIn(out_of_fold, row),
        doubtsIn(judged, text, row),
        id,
      );
    }
  }
}

function asWritten(text: string, label: string): Reviewed {
  const untouched = { flagged: false, edited: false, comments: 0, reviewer: null, changedAt: null };
  return { text, label, state: 'open', ...untouched };
}

/** A recorded action in the form in which it was requested. */
function actionOf({ kind, label, text, on_ }: StoredAction): ReviewAction {
  switch (kind) {
    case 'accept':
    case 'reject':
    case 'skip':
      return { kind };
    case 'relabel':
      return { kind, label: label!, accept: on_ === 1 };
    case 'edit':
    case 'comment':
      return { kind, text: text! };
    case 'flag':
      return { kind, on: on_ === 1 };
    case 'import':
      throw new Error('an import is not an action on a row');
  }
}
