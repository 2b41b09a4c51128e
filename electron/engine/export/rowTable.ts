import type { Database } from '../../../native/sqlite/database.ts';
import { type Stored, withoutNull } from '../journal/withoutNull.ts';
import { idsOfReviewed } from '../recipes/reviewed.ts';
import { IS_UNDONE, inBatches } from '../review/replayReviews.ts';
import { type ExportedRow, type RowColumn, type RowTable, rowColumns } from './exportedRow.ts';
import { reviewerNumbers } from './reviewerNumbers.ts';

export interface RowChoice {
  readonly only: 'accepted' | 'notRejected';
  /** Whether reviewers are named; otherwise they are numbered. */
  readonly reviewerNames: boolean;
}

/**
 * The project's reviewed rows with what people did to them. They are read some hundred at a time, each
 * time that they are gone through.
 */
export function rowTable(database: Database, { only, reviewerNames }: RowChoice): RowTable {
  const ids = idsOfReviewed(database, only);
  const reviewers = reviewerNames ? undefined : reviewerNumbers(database);
  const [first] = rowsOf(database, ids.slice(0, 1), reviewers);
  const isPair = first?.context !== undefined;
  return {
    columns: (Object.keys(rowColumns) as RowColumn[]).filter(
      (name) => name !== 'context' || isPair,
    ),
    count: ids.length,
    areQuestions: first?.answerStart !== undefined,
    rows: { [Symbol.iterator]: () => rowsOf(database, ids, reviewers) },
  };
}

type StoredRow = Omit<Stored<ExportedRow>, 'reviewer' | 'comment' | 'edited'> & {
  readonly id: number;
  readonly reviewer: string | null;
};

function* rowsOf(
  database: Database,
  ids: readonly number[],
  numbers: ReadonlyMap<string, string> | undefined,
): Generator<ExportedRow, void> {
  for (const [list, values] of inBatches(ids)) {
    const rows = database.all<StoredRow>(
      `SELECT r.id, r.context, r.text, r.label, r.answer_start AS answerStart, origin, state, reviewer,
         examples.text AS original_text, examples.label AS original_label
       FROM review_rows AS r JOIN examples ON examples.step = r.step AND examples.i = r.i
       WHERE r.id IN (${list}) ORDER BY r.id`,
      ...values,
    );
    const comments = commentsOn(database, list, values);
    for (const { id, reviewer, ...row } of rows) {
      yield {
        ...withoutNull(row),
        reviewer: reviewer === null ? '' : (numbers?.get(reviewer) ?? reviewer),
        comment: comments.get(id) ?? '',
        edited: row.text !== row.original_text || row.label !== row.original_label,
      };
    }
  }
}

/** Each row's remarks, oldest first. */
function commentsOn(
  database: Database,
  list: string,
  values: readonly number[],
): ReadonlyMap<number, string> {
  const comments = new Map<number, string>();
  const found = database.all<{ row: number; text: string }>(
    `SELECT row, a.text FROM review_events JOIN review_actions AS a ON a.id = action
     WHERE kind = 'comment' AND row IN (${list}) AND NOT ${IS_UNDONE} ORDER BY a.id`,
    ...values,
  );
  for (const { row, text } of found) {
    const before = comments.get(row);
    comments.set(row, before === undefined ? text : `${before}\n${text}`);
  }
  return comments;
}
