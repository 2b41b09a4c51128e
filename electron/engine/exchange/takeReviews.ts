import { BadInput } from '../../../models/badInput.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import type { ReviewAction, ReviewOutcome, ReviewRow } from '../../contract/review.ts';
import type { ReviewsFile } from '../../contract/reviewsFile.ts';
import { recordImport, rowsById } from '../review/review.ts';
import type { OutsideDecision, OutsideFile } from './outsideDecision.ts';

/** The action that a decision results in. */
export interface PlannedAction {
  readonly row: number;
  readonly action: ReviewAction;
  readonly reviewer: string | null;
  readonly at: number | null;
}

interface Plan {
  readonly actions: readonly PlannedAction[];
  readonly found: Omit<ReviewsFile, 'file' | 'name'>;
}

/**
 * The changes that importing a file would make. A row does not change if it was reviewed here after
 * the decision, or if it already agrees with the file.
 * @throws BadInput for a label that the task lacks
 */
export function planReviews(
  database: Database,
  { program, records, origins, undecided, decisions: all }: OutsideFile,
  labels: readonly string[],
): Plan {
  const rows = rowsByOrigin(database, origins);
  const decisions = all.filter(({ origin }) => rows.has(origin)).map(withPlainLabel);
  requireLabels(decisions, labels);
  const now = new Map<string, Current>();
  const newer = new Set<string>();
  const actions: PlannedAction[] = [];
  for (const decision of decisions) {
    const row = rows.get(decision.origin)!;
    if (decision.at !== null && row.changedAt !== null && row.changedAt > decision.at) {
      newer.add(decision.origin);
      continue;
    }
    const before = now.get(decision.origin) ?? row;
    const { reviewer, at } = decision;
    for (const action of actionsOf(decision, before)) {
      actions.push({ row: row.id, action, reviewer, at });
    }
    now.set(decision.origin, after(decision, before));
  }
  const unknown = origins.filter((origin) => !rows.has(origin));
  const changes: Partial<Record<ReviewAction['kind'], number>> = {};
  for (const { action } of actions) changes[action.kind] = (changes[action.kind] ?? 0) + 1;
  return {
    actions,
    found: {
      program,
      records,
      changes,
      changedRows: new Set(actions.map(({ row }) => row)).size,
      disagreeing: countDisagreeing(decisions),
      undecided: new Set(undecided.filter((origin) => rows.has(origin))).size,
      newerHere: newer.size,
      unknown: unknown.length,
      unknownExample: unknown[0] ?? null,
      reviewers: [...new Set(decisions.flatMap(({ reviewer }) => reviewer ?? []))],
    },
  };
}

/**
 * Imports the decisions that people made in another program, under their names, as a single import
 * that one undo reverts.
 * @throws BadInput if nothing would change
 */
export function takeReviews(
  database: Database,
  file: OutsideFile,
  by: { readonly reviewer: string; readonly labels: readonly string[]; readonly name: string },
): ReviewOutcome {
  const { actions } = planReviews(database, file, by.labels);
  if (actions.length === 0) throw new BadInput(`${by.name} changes nothing here.`);
  return recordImport(database, by.name, by.reviewer, actions);
}

/** The same letters may be typed as one code point or as several. */
function withPlainLabel(decision: OutsideDecision): OutsideDecision {
  return { ...decision, label: decision.label?.normalize('NFC').trim() ?? null };
}

type Current = Pick<ReviewRow, 'text' | 'label' | 'state'>;

function actionsOf({ verdict, label, text }: OutsideDecision, row: Current): ReviewAction[] {
  const edit: ReviewAction[] = text !== null && text !== row.text ? [{ kind: 'edit', text }] : [];
  if (verdict === 'reject') return row.state === 'rejected' ? edit : [...edit, { kind: 'reject' }];
  if (verdict === 'skip') return row.state === 'skipped' ? edit : [...edit, { kind: 'skip' }];
  if (label !== null && label !== row.label) {
    return [...edit, { kind: 'relabel', label, accept: true }];
  }
  const isConfirmed = label !== null && row.state !== 'accepted';
  return isConfirmed ? [...edit, { kind: 'accept' }] : edit;
}

const STATES = { keep: 'accepted', reject: 'rejected', skip: 'skipped' } as const;

function after({ verdict, label, text }: OutsideDecision, row: Current): Current {
  const hasVerdict = verdict !== 'keep' || label !== null;
  return {
    text: text ?? row.text,
    label: verdict === 'keep' ? (label ?? row.label) : row.label,
    state: hasVerdict ? STATES[verdict] : row.state,
  };
}

function rowsByOrigin(database: Database, origins: readonly string[]): Map<string, ReviewRow> {
  const ids = new Map<string, number>();
  const known = database.all<{ id: number; origin: string }>(
    'SELECT id, origin FROM review_rows WHERE current = 1',
  );
  const wanted = new Set(origins);
  for (const { id, origin } of known) if (wanted.has(origin)) ids.set(origin, id);
  const rows = new Map(rowsById(database, [...ids.values()]).map((row) => [row.id, row]));
  return new Map([...ids].map(([origin, id]) => [origin, rows.get(id)!]));
}

function requireLabels(decisions: readonly OutsideDecision[], labels: readonly string[]): void {
  const other = decisions.find(({ label }) => label !== null && !labels.includes(label));
  if (!other) return;
  throw new BadInput(
    `Record ${other.origin} has the label ${other.label}, which the task lacks; it has ` +
      `${labels.join(', ')}. Rename it in the file; nothing was changed.`,
  );
}

function countDisagreeing(decisions: readonly OutsideDecision[]): number {
  const opinions = new Map<string, Set<string>>();
  for (const { origin, verdict, label, text } of decisions) {
    const seen = opinions.get(origin) ?? new Set();
    opinions.set(origin, seen.add(JSON.stringify([verdict, label, text])));
  }
  return [...opinions.values()].filter(({ size }) => size > 1).length;
}
