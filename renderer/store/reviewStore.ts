import { create } from 'zustand';
import { applyReview } from '../../electron/contract/applyReview.ts';
import type {
  ReviewAction,
  ReviewFilter,
  ReviewOutcome,
  ReviewRow,
  ReviewSort,
} from '../../electron/contract/review.ts';
import { engine } from './connection.ts';
import { attempt, say, showFailure, useEngine } from './engineStore.ts';
import { usePreferences } from './preferences.ts';
import { queries } from './queries.ts';
import { queryClient } from './queryClient.ts';

export const PAGE = 100;
/** Number of cached pages: those far from the last one are fetched again when needed. */
const KEPT_PAGES = 60;

interface ReviewState {
  /** The project that the rows belong to. */
  readonly project: string | null;
  readonly filter: ReviewFilter;
  readonly sort: ReviewSort;
  readonly mode: 'table' | 'single';
  /** The engine's id for this list of rows; null until it has answered. */
  readonly view: string | null;
  readonly total: number;
  readonly cursor: number;
  readonly pages: ReadonlyMap<number, readonly ReviewRow[]>;
}

/**
 * A list of rows to review, with the reviewer's position. It is a store rather than a query for
 * several reasons: list, cursor and pages change in one step; an action changes its row, on any
 * page, before the engine has answered; the engine may drop a list's id; and of 100,000 rows the
 * pages near the cursor are cached, not the most recent ones. As queries, each of these would work
 * against the library.
 */
export const useReview = create<ReviewState>(() => ({
  project: null,
  filter: { cleaning: 'kept' },
  sort: 'written',
  mode: 'table',
  view: null,
  total: 0,
  cursor: 0,
  pages: new Map(),
}));

const { getState: get, setState: set } = useReview;
const asked = new Set<string>();

export function rowAt(pages: ReviewState['pages'], index: number): ReviewRow | undefined {
  return pages.get(Math.floor(index / PAGE))?.[index % PAGE];
}

export function currentRow(): ReviewRow | undefined {
  const { pages, cursor } = get();
  return rowAt(pages, cursor);
}

/** The part of the engine's state that shows that runs wrote or judged rows. */
function writtenRows({ snapshot }: ReturnType<typeof useEngine.getState>): string {
  const { rows, runs } = snapshot?.project ?? {};
  return JSON.stringify([rows?.all, runs?.[0]?.id, runs?.[0]?.state]);
}

/**
 * Shows a project's list, and refreshes it whenever a run has changed rows.
 * @returns stops following
 */
export function followRows(project: string): () => void {
  void showReview(project);
  return useEngine.subscribe((state, before) => {
    if (writtenRows(state) !== writtenRows(before)) void showReview(project);
  });
}

/** The list as the user left it, or a new one if the project is another. */
async function showReview(project: string): Promise<void> {
  const { view, cursor, total } = get();
  // there were no rows to review, or no answer: try again
  if (get().project === project && (view === null || total === 0)) return openView();
  if (get().project !== project) {
    await listRows(project, { cleaning: 'kept' });
  } else {
    // fetches what was reviewed elsewhere in the meantime
    set({ pages: new Map() });
    await fetchRows(cursor - PAGE, cursor + PAGE);
  }
}

/** A list that another page links to. */
export async function listRows(
  project: string,
  filter: ReviewFilter,
  sort: ReviewSort = 'written',
): Promise<void> {
  set({ project, view: null });
  await openView({ filter, sort });
}

/** Requests the list again, with the same or another filter or order. */
export async function openView(change: Partial<Pick<ReviewState, 'filter' | 'sort'>> = {}) {
  const { filter, sort } = { ...get(), ...change };
  // at once, because the next change builds on it, even before the engine has answered
  set({ filter, sort });
  const opened = await attempt((engine) => engine.review.view({ filter, sort, first: PAGE }));
  const isLatest = get().filter === filter && get().sort === sort;
  if (!opened || !isLatest) return;
  asked.clear();
  const { view, total, first } = opened;
  set({ view, total, cursor: 0, pages: new Map([[0, first]]) });
}

/** Makes sure that rows are loaded; those being fetched are not requested again. */
export async function fetchRows(from: number, to: number): Promise<void> {
  const { view, total, pages } = get();
  if (view === null) return;
  const first = Math.floor(Math.max(0, from) / PAGE);
  const last = Math.floor(Math.min(to, total - 1) / PAGE);
  const wanted = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  const missing = wanted.filter((page) => !pages.has(page) && !asked.has(`${view} ${page}`));
  await Promise.all(
    missing.map(async (page) => {
      const mark = `${view} ${page}`;
      asked.add(mark);
      try {
        const request = { view, from: page * PAGE, count: PAGE };
        const rows = await engine.review.rows(request);
        if (get().view === view) keep(page, rows);
      } catch (error) {
        // the engine was restarted and knows no views: the same list is requested again
        if (get().view === view) await reopen(error);
      } finally {
        asked.delete(mark);
      }
    }),
  );
}

async function reopen(error: unknown): Promise<void> {
  const { cursor, filter, sort } = get();
  try {
    const request = { filter, sort, first: 0 };
    const { view, total } = await engine.review.view(request);
    set({ view, total, pages: new Map(), cursor: Math.min(cursor, Math.max(0, total - 1)) });
    await fetchRows(cursor - PAGE, cursor + PAGE);
  } catch {
    showFailure(error);
  }
}

function keep(page: number, rows: readonly ReviewRow[]): void {
  const next = new Map(get().pages).set(page, rows);
  const far = [...next.keys()].sort((a, b) => Math.abs(b - page) - Math.abs(a - page));
  for (const old of far.slice(0, Math.max(0, next.size - KEPT_PAGES))) next.delete(old);
  set({ pages: next });
}

export function moveTo(index: number): void {
  const { total } = get();
  const cursor = Math.max(0, Math.min(total - 1, index));
  set({ cursor });
  void fetchRows(cursor - PAGE, cursor + PAGE);
}

export const move = (by: number): void => moveTo(get().cursor + by);

/** Replaces rows on the page with the engine's current state of them. */
function patch(rows: readonly ReviewRow[]): void {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const pages = new Map(get().pages);
  for (const [page, list] of pages) {
    if (list.some(({ id }) => byId.has(id))) {
      pages.set(
        page,
        list.map((row) => byId.get(row.id) ?? row),
      );
    }
  }
  set({ pages });
}

/** The predicted state of a row, shown before the engine has answered. */
function foretell(row: ReviewRow, action: ReviewAction): ReviewRow {
  const settings = queryClient.getQueryData(queries.settings.get.queryKey());
  return applyReview(row, action, {
    reviewer: settings?.reviewer ?? row.reviewer,
    at: Date.now(),
  });
}

const ADVANCING: readonly ReviewAction['kind'][] = ['accept', 'reject', 'skip', 'relabel'];

/**
 * Applies an action to the current row and moves to the next. The page changes at once; if the
 * engine could not record the action, the row is shown again as it was, with the reason.
 * @returns whether it was recorded
 */
export async function actOnCurrent(action: ReviewAction): Promise<boolean> {
  const row = currentRow();
  if (!row) return false;
  patch([foretell(row, action)]);
  if (ADVANCING.includes(action.kind) && usePreferences.getState().autoAdvance) move(1);
  try {
    report(await engine.review.act({ rows: [row.id], action }));
    return true;
  } catch (error) {
    patch([row]);
    showRow(row.id);
    showFailure(error);
    return false;
  }
}

/** Assigns a label to the current row; assigning its existing label accepts it. */
export function giveLabel(label: string): Promise<boolean> {
  const accept = usePreferences.getState().labelAccepts;
  if (accept && currentRow()?.label === label) return actOnCurrent({ kind: 'accept' });
  return actOnCurrent({ kind: 'relabel', label, accept });
}

/** Applies an action to every row of the list. */
export async function actOnAll(action: ReviewAction): Promise<void> {
  const { view } = get();
  if (view === null) return;
  const outcome = await attempt((engine) => engine.review.act({ rows: { view }, action }));
  if (outcome) await showOutcome(outcome);
}

export async function takeBack(which: 'undo' | 'redo'): Promise<void> {
  const outcome = await attempt((engine) => engine.review[which]());
  if (!outcome) return;
  await showOutcome(outcome);
  const [only] = outcome.rows.length === 1 ? outcome.rows : [];
  if (only) showRow(only.id);
}

async function showOutcome(outcome: ReviewOutcome): Promise<void> {
  if (outcome.rows.length === outcome.changed) {
    report(outcome);
    return;
  }
  say(capital(outcome.sentence));
  const { cursor } = get();
  set({ pages: new Map() });
  await fetchRows(cursor - PAGE, cursor + PAGE);
}

function report({ rows, sentence }: ReviewOutcome): void {
  patch(rows);
  say(capital(sentence));
  // reviews of a row are part of its lineage
  void queryClient.invalidateQueries({ queryKey: queries.review.lineage.key() });
}

/** Moves the cursor to a row, if it is among the loaded ones. */
function showRow(id: number): void {
  for (const [page, rows] of get().pages) {
    const at = rows.findIndex((row) => row.id === id);
    if (at >= 0) moveTo(page * PAGE + at);
  }
}

function capital(sentence: string): string {
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}
