import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import type { Draft, Split } from '../../contract/draft.ts';
import type { LabelOrder, LabelTask } from '../../contract/label.ts';
import { labelNames } from '../../contract/labelNames.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { readGold } from '../import/readGold.ts';
import { contentHash } from '../journal/contentHash.ts';
import type { Project } from '../project/project.ts';
import { goldStream } from '../steps/gold.ts';
import { LABELLED_PLACES, NOT_UNDONE } from './notUndone.ts';
import { hasUncertain, isKeptForMeasuring } from './uncertainText.ts';

/** The number of labels of each split recommended before the first run; ours. */
const SUGGESTED: Readonly<Record<Split, number>> = { seed: 20, validation: 40, test: 60 };

/**
 * The split that each label's first, second, … tenth example goes to, so that all three grow
 * together.
 */
const PATTERN: readonly Split[] = [
  ...(['test', 'validation', 'seed', 'test', 'validation'] as const),
  ...(['test', 'test', 'seed', 'validation', 'test'] as const),
];

interface Given {
  readonly source: string;
  readonly text: string;
  readonly label: string | null;
  /** 1 if the text was chosen because a student is uncertain of it. */
  readonly uncertain: number;
}

/** The current labels: events that were not undone, in chronological order. */
function given(database: Database): Given[] {
  return database.all<Given>(
    `SELECT source, text, label, place IN (SELECT place FROM label_uncertain) AS uncertain
     FROM label_events JOIN label_queue USING (place) WHERE ${NOT_UNDONE} ORDER BY id`,
  );
}

/** The splits that no file provides. */
export function openSplits({ gold }: Draft): Split[] {
  return (['seed', 'validation', 'test'] as const).filter((split) => !gold[split]);
}

/**
 * The labels that were given here, by split; each label's examples are spread over the splits that
 * no file provides. Texts that were chosen for a student's uncertainty are harder than most, so
 * they go to seed only: a score on them would not represent the user's documents.
 */
export function labelledSplits(
  database: Database,
  open: readonly Split[],
): Record<Split, readonly Given[]> {
  const pattern = PATTERN.filter((split) => open.includes(split));
  const splits: Record<Split, Given[]> = { seed: [], validation: [], test: [] };
  const count = new Map<string, number>();
  for (const row of given(database)) {
    if (row.label === null || pattern.length === 0) continue;
    if (row.uncertain) {
      if (open.includes('seed')) splits.seed.push(row);
      continue;
    }
    const nth = count.get(row.label) ?? 0;
    count.set(row.label, nth + 1);
    splits[pattern[nth % pattern.length]!].push(row);
  }
  return splits;
}

/** The next text to label, and the progress of each split. */
export function labelTask(
  database: Database,
  draft: Draft,
  order: LabelOrder,
): Omit<LabelTask, 'uncertainty'> {
  const open = openSplits(draft);
  const splits = labelledSplits(database, open);
  return {
    next: (order === 'uncertainty' ? nextUncertain(database) : nextSpread(database)) ?? null,
    splits: open.map((split) => ({
      split,
      count: splits[split].length,
      suggested: SUGGESTED[split],
    })),
  };
}

interface Queued {
  readonly place: number;
  readonly source: string;
  readonly text: string;
}

function nextUncertain(database: Database): Queued | undefined {
  return database.get<Queued>(
    `SELECT place, source, text FROM label_uncertain JOIN label_queue USING (place)
     WHERE place NOT IN (${LABELLED_PLACES}) ORDER BY uncertainty DESC, place LIMIT 1`,
  );
}

function nextSpread(database: Database): Queued | undefined {
  const waiting = database.all<Queued>(
    `SELECT place, source, text FROM label_queue WHERE place NOT IN (${LABELLED_PLACES})
       AND place NOT IN (SELECT place FROM label_uncertain) ORDER BY place`,
  );
  return hasUncertain(database) ? waiting.find(({ text }) => isKeptForMeasuring(text)) : waiting[0];
}

/** How many uncertain texts are waiting, and how many have a label. */
export function countUncertain(database: Database): { waiting: number; labelled: number } {
  return database.get<{ waiting: number; labelled: number }>(
    `SELECT coalesce(sum(place NOT IN (${LABELLED_PLACES})), 0) AS waiting,
       (SELECT count(*) FROM label_events JOIN label_uncertain USING (place)
        WHERE ${NOT_UNDONE} AND label IS NOT NULL) AS labelled FROM label_uncertain`,
  )!;
}

/** Records a person's label; null if no label fits and the text is skipped. */
export function giveLabel(
  database: Database,
  { place, label }: { readonly place: number; readonly label: string | null },
  by: { readonly reviewer: string; readonly labels: readonly string[] },
): void {
  if (label !== null && !by.labels.includes(label)) {
    throw new BadInput(`The task has no label ${label}; it has ${by.labels.join(', ')}.`);
  }
  const { changes } = database.run(
    `INSERT INTO label_events (place, label, reviewer, at) SELECT ?, ?, ?, ?
     WHERE EXISTS (SELECT 1 FROM label_queue WHERE place = ?) AND ? NOT IN (${LABELLED_PLACES})`,
    place,
    label,
    by.reviewer,
    Date.now(),
    place,
    place,
  );
  if (changes === 0) throw new BadInput('This text has its label already.');
}

/** Undoes the last label; its text is shown again. */
export function undoLabel(database: Database, reviewer: string): void {
  const last = database.get<{ id: number; place: number }>(
    `SELECT id, place FROM label_events WHERE ${NOT_UNDONE} ORDER BY id DESC LIMIT 1`,
  );
  if (!last) throw new BadInput('There is no label to undo.');
  database.run(
    'INSERT INTO label_events (place, undoes, reviewer, at) VALUES (?, ?, ?, ?)',
    last.place,
    last.id,
    reviewer,
    Date.now(),
  );
}

/**
 * Adds the labels given here to the draft: they fill each split that has no file, and labels of
 * uncertain texts are added to the seed file. They are written as files of the project, so that a
 * run reads all gold in the same way.
 */
export function withGivenGold(project: Project, draft: Draft): Draft {
  const open = openSplits(draft);
  const splits = labelledSplits(project.database, open);
  const gold = { ...draft.gold };
  for (const split of open) {
    const rows = splits[split];
    if (rows.length > 0) gold[split] = goldFile(project, split, rows);
  }
  if (open.includes('seed')) return { ...draft, gold };
  const uncertain = given(project.database).filter(
    ({ label, uncertain: is }) => is && label !== null,
  );
  return {
    ...draft,
    gold: uncertain.length > 0 ? withMoreSeed(project, draft, gold, uncertain) : gold,
  };
}

/**
 * Writes every split as a separate file, because a sample would change once the seed file has more
 * rows.
 */
function withMoreSeed(
  project: Project,
  { task, seed }: Draft,
  gold: Draft['gold'],
  uncertain: readonly Given[],
): Draft['gold'] {
  const drawn = readGold(gold, labelNames(task), goldStream(seed)).map((row) => ({
    ...row,
    source: `${path.basename(row.file)}:${row.line}`,
  }));
  const of = (split: Split) => drawn.filter((row) => row.split === split);
  return {
    seed: goldFile(project, 'seed', [...of('seed'), ...uncertain]),
    ...(gold.validation && { validation: goldFile(project, 'validation', of('validation')) }),
    ...(gold.test && { test: goldFile(project, 'test', of('test')) }),
  };
}

function goldFile(
  project: Project,
  split: Split,
  rows: readonly Pick<Given, 'text' | 'label' | 'source'>[],
) {
  const lines = rows.map(({ text, label, source }) => JSON.stringify({ text, label, source }));
  // named by its content, so that a paused run still finds the file that it started with
  const file = project.path('gold', `${split}-${contentHash(lines).slice(0, 8)}.jsonl`);
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeWhole(file, `${lines.join('\n')}\n`);
  }
  return { file, text: 'text', label: 'label' };
}
