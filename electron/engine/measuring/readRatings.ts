import type { Database } from '../../../native/sqlite/database.ts';
import { IS_UNDONE } from '../review/replayReviews.ts';

/** A label that a person or a judge gave a row. */
export interface Rating {
  readonly row: number;
  readonly rater: string;
  readonly label: string;
}

/** The judges of the label gate, beside the people. */
export const BY_LABELS = 'student of your labels';
export const BY_TEACHER = 'teacher';
/** Behind the name of a person who saw no label. */
export const BLIND = ', blind';

/**
 * Every label of a row that is kept: by people who accepted or relabelled it, by people who saw no label
 * (an audit), and by the two judges of the label gate. The last label of each rater counts.
 */
export function readRatings(database: Database): Rating[] {
  // in an order that no index decides, since a measure is made anew when its ratings differ
  return [...lastOfEach([...reviewed(database), ...audited(database)]), ...judged(database)];
}

/** The last label that each rater gave a row. */
function lastOfEach(ratings: readonly Rating[]): Rating[] {
  const last = ratings.map(
    (rating) => [JSON.stringify([rating.row, rating.rater]), rating] as const,
  );
  return [...new Map(last).values()];
}

/** To accept a row is to give it the label that it then has. */
function reviewed(database: Database): Rating[] {
  const actions = database.all<{
    row: number;
    written: string;
    kind: 'accept' | 'relabel';
    label: string | null;
    reviewer: string;
  }>(
    `SELECT row, written_label AS written, kind, a.label AS label, a.reviewer AS reviewer
     FROM review_events JOIN review_actions AS a ON a.id = action
     JOIN review_rows ON review_rows.id = row
     WHERE kind IN ('accept', 'relabel') AND current = 1 AND dropped_by IS NULL AND NOT ${IS_UNDONE}
     ORDER BY row, a.id`,
  );
  const labels = new Map<number, string>();
  return actions.map(({ row, written, kind, label, reviewer }) => {
    const now = kind === 'relabel' ? label! : (labels.get(row) ?? written);
    labels.set(row, now);
    return { row, rater: reviewer, label: now };
  });
}

function audited(database: Database): Rating[] {
  const answers = database.all<{ row: number; reviewer: string; answer: string }>(
    `SELECT row, audits.reviewer AS reviewer, answer FROM audit_rows JOIN audits ON audits.id = audit
     JOIN review_rows ON review_rows.id = row
     WHERE answer IS NOT NULL AND current = 1 AND dropped_by IS NULL ORDER BY audit, place`,
  );
  return answers.map(({ row, reviewer, answer }) => ({
    row,
    rater: `${reviewer}${BLIND}`,
    label: answer,
  }));
}

function judged(database: Database): Rating[] {
  return database
    .all<{ row: number; labels: string | null; teacher: string | null }>(
      `SELECT id AS row, by_labels AS labels, by_teacher AS teacher FROM review_rows
       WHERE current = 1 AND dropped_by IS NULL AND doubts IS NOT NULL ORDER BY id`,
    )
    .flatMap(({ row, labels, teacher }) => [
      ...(labels === null ? [] : [{ row, rater: BY_LABELS, label: labels }]),
      ...(teacher === null ? [] : [{ row, rater: BY_TEACHER, label: teacher }]),
    ]);
}
