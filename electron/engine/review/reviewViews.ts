import { randomUUID } from 'node:crypto';
import { BadInput } from '../../../models/badInput.ts';
import type { Database, SqlValue } from '../../../native/sqlite/database.ts';
import type { ReviewFilter, ReviewSort } from '../../contract/review.ts';

/** Number of views that are kept; a window that returns to an older one requests it again. */
const KEPT = 16;

const ORDERS: Readonly<Record<ReviewSort, string>> = {
  // by id; sorting an array of numbers is faster than a query
  written: '',
  uncertain: 'confidence IS NULL, confidence, id',
  // rows that were not judged have none, which SQLite sorts last
  doubted: 'doubts DESC, id',
  shortest: 'length, id',
  longest: 'length DESC, id',
  changed: 'changed_at IS NULL, changed_at DESC, id',
};

/**
 * Which rows are shown and in which order, fixed when the view is requested: a row that a reviewer
 * changes keeps its position, and any part of 1,000,000 rows is found at once.
 */
export interface ReviewViews {
  open(filter: ReviewFilter, sort: ReviewSort): { view: string; total: number };
  /** @throws BadInput if the view is no longer kept */
  ids(view: string): Int32Array;
}

export function reviewViews(database: Database): ReviewViews {
  const views = new Map<string, Int32Array>();
  return {
    open(filter, sort) {
      const { where, values } = conditions(filter);
      const order = ORDERS[sort] === '' ? '' : `ORDER BY ${ORDERS[sort]}`;
      const found = database.column<number>(
        `SELECT id FROM review_rows WHERE ${where} ${order}`,
        ...values,
      );
      const ids = Int32Array.from(found);
      if (order === '') sortAsGiven(ids, filter.rows);
      const view = randomUUID();
      views.set(view, ids);
      if (views.size > KEPT) views.delete(views.keys().next().value!);
      return { view, total: ids.length };
    },
    ids(view) {
      const ids = views.get(view);
      if (!ids) throw new BadInput('This list has expired; apply the filter again.');
      return ids;
    },
  };
}

/** By id, or in the order of the list that was asked for. */
function sortAsGiven(ids: Int32Array, given: readonly number[] | undefined): void {
  const place = new Map(given?.map((row, at) => [row, at]));
  if (given) ids.sort((a, b) => place.get(a)! - place.get(b)!);
  else ids.sort();
}

function conditions(filter: ReviewFilter): { where: string; values: SqlValue[] } {
  const parts = ['current = 1'];
  const values: SqlValue[] = [];
  const add = (sql: string, value: SqlValue) => {
    parts.push(sql);
    values.push(value);
  };
  if (filter.label !== undefined) add('label = ?', filter.label);
  if (filter.recipe !== undefined) add('recipe = ?', filter.recipe);
  if (filter.round !== undefined) add('round = ?', filter.round);
  if (filter.state !== undefined) add('state = ?', filter.state);
  if (filter.reviewer !== undefined) add('reviewer = ?', filter.reviewer);
  if (filter.flagged !== undefined) add('flagged = ?', Number(filter.flagged));
  if (filter.gold !== undefined) add('gold = ?', filter.gold);
  if (filter.rows !== undefined) {
    add('id IN (SELECT value FROM json_each(?))', JSON.stringify(filter.rows));
  }
  if (filter.text) add('instr(folded, ?) > 0', filter.text.toLowerCase());
  if (filter.cleaning === 'kept') parts.push('dropped_by IS NULL');
  else if (filter.cleaning === 'dropped') parts.push('dropped_by IS NOT NULL');
  else if (filter.cleaning) add('dropped_by = ?', filter.cleaning);
  return { where: parts.join(' AND '), values };
}
