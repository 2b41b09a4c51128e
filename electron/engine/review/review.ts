import { BadInput } from '../../../models/badInput.ts';
import type { Database, SqlValue } from '../../../native/sqlite/database.ts';
import type {
  ReviewAction,
  ReviewEvent,
  ReviewOutcome,
  ReviewRow,
  ReviewState,
} from '../../contract/review.ts';
import { IS_UNDONE, inBatches, replayReviews, type StoredAction } from './replayReviews.ts';

/** Number of rows whose new state is returned with the outcome; a table fetches more by itself. */
const MOST_ROWS_SENT = 200;

/**
 * Applies an action to rows, and records who did it and when. Records are never changed: a row's
 * state is the result of replaying its actions, without those that were undone.
 * @throws BadInput for a label that the task lacks, or an edit of several rows
 */
export function act(
  database: Database,
  ids: readonly number[],
  action: ReviewAction,
  by: { readonly reviewer: string; readonly labels: readonly string[] },
): ReviewOutcome {
  if (action.kind === 'relabel' && by.labels.length === 0) {
    throw new BadInput(
      'A question has no label that could be changed. Edit it so that its answer is right, or reject it.',
    );
  }
  if (action.kind === 'relabel' && !by.labels.includes(action.label)) {
    throw new BadInput(
      `The task has no label ${action.label}; it has ${by.labels.join(', ')}. Nothing was changed.`,
    );
  }
  if (action.kind === 'edit' && ids.length !== 1) {
    throw new BadInput('A text is edited one row at a time; nothing was changed.');
  }
  database.transaction(() => {
    record(database, ids, action, { reviewer: by.reviewer, at: Date.now(), batch: null });
    replayReviews(database, ids);
  });
  return outcome(database, ids, sentence(action, ids.length));
}

/**
 * Records other people's decisions, under their names, as a single import by the reviewer, which
 * one undo reverts.
 * @param name of the file, for the message
 */
export function recordImport(
  database: Database,
  name: string,
  reviewer: string,
  actions: readonly {
    readonly row: number;
    readonly action: ReviewAction;
    readonly reviewer: string | null;
    readonly at: number | null;
  }[],
): ReviewOutcome {
  const ids = [...new Set(actions.map(({ row }) => row))];
  database.transaction(() => {
    const at = Date.now();
    const { lastId: batch } = database.run(
      "INSERT INTO review_actions (kind, text, reviewer, at) VALUES ('import', ?, ?, ?)",
      name,
      reviewer,
      at,
    );
    for (const { row, action, ...by } of actions) {
      record(database, [row], action, {
        reviewer: by.reviewer ?? reviewer,
        at: by.at ?? at,
        batch,
      });
    }
    replayReviews(database, ids);
  });
  return outcome(database, ids, importSentence(name, ids.length));
}

function record(
  database: Database,
  ids: readonly number[],
  action: ReviewAction,
  by: { readonly reviewer: string; readonly at: number; readonly batch: number | null },
): void {
  const { lastId } = database.run(
    'INSERT INTO review_actions (kind, label, text, on_, reviewer, at, batch) VALUES (?, ?, ?, ?, ?, ?, ?)',
    action.kind,
    'label' in action ? action.label : null,
    'text' in action ? action.text : null,
    flagOf(action),
    by.reviewer,
    by.at,
    by.batch,
  );
  for (const id of ids) database.run('INSERT INTO review_events VALUES (?, ?)', id, lastId);
}

function flagOf(action: ReviewAction): number | null {
  if (action.kind === 'relabel') return action.accept ? 1 : 0;
  return action.kind === 'flag' ? Number(action.on) : null;
}

/** Undoes a reviewer's last action, and describes it. */
export function undo(database: Database, reviewer: string): ReviewOutcome {
  const last = database.get<StoredAction>(
    `SELECT * FROM review_actions AS a WHERE reviewer = ? AND kind NOT IN ('undo', 'redo')
     AND batch IS NULL AND NOT ${IS_UNDONE}
     ORDER BY id DESC LIMIT 1`,
    reviewer,
  );
  if (!last) throw new BadInput('There is nothing of yours to undo.');
  return turn(database, 'undo', last, reviewer);
}

/** Redoes what was undone last, unless something else has been done since. */
export function redo(database: Database, reviewer: string): ReviewOutcome {
  const newest = database.get<{ id: number }>(
    `SELECT id FROM review_actions WHERE reviewer = ? AND kind NOT IN ('undo', 'redo')
     AND batch IS NULL ORDER BY id DESC LIMIT 1`,
    reviewer,
  );
  // of the actions undone after the newest action was made, the last one undone
  const undone = database.get<StoredAction>(
    `SELECT a.* FROM review_actions AS a JOIN review_actions AS u ON u.target = a.id
     WHERE a.reviewer = ? AND u.kind = 'undo' AND u.id > ?
       AND u.id = (SELECT max(id) FROM review_actions WHERE target = a.id)
     ORDER BY u.id DESC LIMIT 1`,
    reviewer,
    newest?.id ?? 0,
  );
  if (!undone) throw new BadInput('There is nothing of yours to do again.');
  return turn(database, 'redo', undone, reviewer);
}

function turn(
  database: Database,
  kind: 'undo' | 'redo',
  action: StoredAction,
  reviewer: string,
): ReviewOutcome {
  const ids = database
    .all<{ row: number }>(
      `SELECT DISTINCT row FROM review_events WHERE action = ?
         OR action IN (SELECT id FROM review_actions WHERE batch = ?)`,
      action.id,
      action.id,
    )
    .map(({ row }) => row);
  database.transaction(() => {
    database.run(
      'INSERT INTO review_actions (kind, target, reviewer, at) VALUES (?, ?, ?, ?)',
      kind,
      action.id,
      reviewer,
      Date.now(),
    );
    replayReviews(database, ids);
  });
  const what =
    action.kind === 'import'
      ? importSentence(action.text!, ids.length)
      : sentence(asAction(action), ids.length);
  return outcome(database, ids, kind === 'undo' ? `Undone: ${what}` : `Done again: ${what}`);
}

function asAction({ kind, label, text, on_ }: StoredAction): ReviewAction {
  return { kind, label, text, accept: on_ === 1, on: on_ === 1 } as unknown as ReviewAction;
}

function importSentence(name: string, count: number): string {
  return `took ${name} over: ${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'} changed`;
}

/** The message shown: 'accepted 3 rows'. */
export function sentence(action: ReviewAction, count: number): string {
  const rows = count === 1 ? '1 row' : `${count.toLocaleString('en')} rows`;
  switch (action.kind) {
    case 'accept':
      return `accepted ${rows}`;
    case 'reject':
      return `rejected ${rows}`;
    case 'skip':
      return `skipped ${rows}`;
    case 'relabel':
      return `labelled ${rows} ${action.label}${action.accept ? ' and accepted' : ''}`;
    case 'edit':
      return 'edited 1 row';
    case 'comment':
      return `commented on ${rows}`;
    case 'flag':
      return `${action.on ? 'flagged' : 'unflagged'} ${rows}`;
  }
}

function outcome(database: Database, ids: readonly number[], what: string): ReviewOutcome {
  const rows = ids.length <= MOST_ROWS_SENT ? rowsById(database, ids) : [];
  return { changed: ids.length, rows, sentence: what };
}

interface StoredRow {
  readonly id: number;
  readonly context: string | null;
  readonly text: string;
  readonly label: string;
  readonly answer_start: number | null;
  readonly written_label: string;
  readonly recipe: string;
  readonly round: number;
  readonly dropped_by: string | null;
  readonly state: ReviewState;
  readonly flagged: number;
  readonly edited: number;
  readonly comments: number;
  readonly reviewer: string | null;
  readonly changed_at: number | null;
  readonly confidence: number | null;
  readonly by_labels: string | null;
  readonly by_teacher: string | null;
  readonly doubts: number | null;
}

/** Rows in the order of their ids in the list. */
export function rowsById(database: Database, ids: readonly number[]): ReviewRow[] {
  const found = new Map<number, ReviewRow>();
  for (const [list, values] of inBatches(ids)) {
    const rows = database.all<StoredRow>(
      `SELECT * FROM review_rows WHERE id IN (${list})`,
      ...(values as readonly SqlValue[]),
    );
    for (const row of rows) found.set(row.id, toReviewRow(row));
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

function toReviewRow(row: StoredRow): ReviewRow {
  const { id, context, text, label, recipe, round, state, comments, reviewer, confidence } = row;
  return {
    id,
    context,
    text,
    label,
    recipe,
    round,
    state,
    comments,
    reviewer,
    confidence,
    answerStart: row.answer_start,
    writtenLabel: row.written_label,
    droppedBy: row.dropped_by,
    flagged: row.flagged === 1,
    edited: row.edited === 1,
    changedAt: row.changed_at,
    judged: row.doubts === null ? null : { byLabels: row.by_labels!, byTeacher: row.by_teacher! },
  };
}

/** The history of a row, oldest first. */
export function eventsOf(database: Database, row: number): ReviewEvent[] {
  return database
    .all<StoredAction & { undone: number }>(
      `SELECT a.*, ${IS_UNDONE} AS undone
       FROM review_events JOIN review_actions AS a ON a.id = action WHERE row = ? ORDER BY a.id`,
      row,
    )
    .map(({ id, kind, label, text, reviewer, at, undone }) => ({
      // an import has no rows of its own
      kind: kind as ReviewAction['kind'],
      id,
      action: id,
      label,
      text,
      reviewer,
      at,
      undone: undone === 1,
    }));
}
