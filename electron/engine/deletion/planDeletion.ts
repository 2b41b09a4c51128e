import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import type { DocumentTraces, Keep } from '../../contract/documentTraces.ts';
import type { Draft } from '../../contract/draft.ts';
import { filesIn, ownedIn } from '../files/ownedFiles.ts';
import { isWithin } from '../files/pathInside.ts';
import { type CorpusDocument, filesOf } from '../import/readCorpus.ts';
import { withoutRecords } from '../import/withoutRecords.ts';
import { CORPUS_EMBED } from '../journal/stepKey.ts';
import { copiesIn, finishDeletions, isOneOf } from '../project/finishDeletions.ts';
import type { Project } from '../project/project.ts';
import { type DocumentTexts, documentTexts } from './documentTexts.ts';
import { type Item, type RecordTraces, tracesOf } from './tracesOf.ts';

/** A deletion that a person can look at before it is done. */
export interface Deletion {
  readonly traces: DocumentTraces;
  /**
   * Deletes the document and all that came from it but what is to be kept, so that no file of the
   * project has its text. It is finished at the next opening if it is killed.
   */
  perform(keep: Keep): void;
}

/**
 * Finds all that a project has of a document.
 * @param documents with the same text, in the project's files or in what runs read from them
 * @throws BadInput for a copy of a file of the user's that cannot be read, and so not be searched
 */
export function planDeletion(
  project: Project,
  draft: Draft,
  documents: readonly [CorpusDocument, ...CorpusDocument[]],
): Deletion {
  const texts = documentTexts(documents);
  const records = tracesOf(project.database, texts);
  const students = records.students.map(({ folder }) => folder);
  const [exports, backups] = [exportsIn(project), backupsIn(project)];
  requireReadable(project, texts);
  const [first] = documents;
  return {
    traces: {
      source: `${path.basename(first.file)}:${first.line}`,
      start: startOf(first.text),
      passages: records.passages.length,
      rows: records.rows.length,
      reviews: countReviews(project.database, records.reviewRows),
      labels: records.labels.length,
      gold: records.gold.length,
      students,
      exports,
      backups,
      yours: filesOutside(project, draft, texts),
    },
    perform(keep) {
      const files = [
        ...backups,
        ...(existsSync(project.path('index')) ? indexFiles(project) : []),
        ...(keep.includes('students') ? [] : students),
        ...(keep.includes('exports') ? [] : exports),
      ];
      project.database.eraseDeleted();
      project.database.transaction(() =>
        deleteRecords(project.database, records, { texts, keep, files }),
      );
      finishDeletions(project);
    },
  };
}

function deleteRecords(
  database: Database,
  records: RecordTraces,
  { texts, keep, files }: { texts: DocumentTexts; keep: Keep; files: readonly string[] },
): void {
  const { lastId: id } = database.run(
    'INSERT INTO deletions (at, keys, files) VALUES (?, ?, ?)',
    Date.now(),
    JSON.stringify(texts.keys),
    JSON.stringify(files),
  );
  const isRowKept = keep.includes('rows');
  const rows = isRowKept ? records.copies : records.rows;
  const isGone = new Set(rows.map(({ step, i }) => `${step}/${i}`));
  const reviewRows = records.reviewRows.filter((row) => {
    const at = database.get<Item>('SELECT step, i FROM review_rows WHERE id = ?', row)!;
    return !isRowKept || isGone.has(`${at.step}/${at.i}`);
  });
  deleteReviews(database, reviewRows);
  deleteItems(database, 'examples', rows);
  if (isRowKept) {
    for (const { step, i } of records.calls) {
      database.run("UPDATE generations SET prompt = '' WHERE step = ? AND i = ?", step, i);
    }
  } else {
    deleteItems(database, 'generations', records.calls);
    deleteItems(database, 'items', records.calls);
  }
  const embeddings = deletePassages(database, records.passages);
  deleteItems(database, 'documents', records.documents);
  // a gap would shift the gold that a student's predictions are compared with
  for (const { step, i } of records.gold) {
    database.run("UPDATE gold SET text = '', context = NULL WHERE step = ? AND i = ?", step, i);
  }
  for (const place of records.labels) {
    database.run('DELETE FROM label_uncertain WHERE place = ?', place);
    database.run('DELETE FROM label_events WHERE place = ? AND undoes IS NOT NULL', place);
    database.run('DELETE FROM label_events WHERE place = ?', place);
    database.run('DELETE FROM label_queue WHERE place = ?', place);
  }
  const students = keep.includes('students') ? [] : records.students.map(({ step }) => step);
  for (const step of students) database.run('DELETE FROM students WHERE step = ?', step);
  const changed = [records.documents, records.passages, records.gold, records.calls, records.rows]
    .flat()
    .map(({ step }) => step);
  neverReuse(database, new Set([...changed, ...embeddings, ...students]), id);
}

/** How much of a text is shown so that a person knows it again. */
const SHOWN = 200;

const startOf = (text: string) => (text.length > SHOWN ? `${text.slice(0, SHOWN)} …` : text);

/** Reviews are append-only for everything else. */
function deleteReviews(database: Database, rows: readonly number[]): void {
  const triggers = database.all<{ name: string; sql: string }>(
    "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'",
  );
  for (const { name } of triggers) database.execute(`DROP TRIGGER ${name}`);
  const actions = new Set<number>();
  for (const row of rows) {
    for (const action of database.column<number>(
      'SELECT action FROM review_events WHERE row = ?',
      row,
    )) {
      actions.add(action);
    }
    database.run('DELETE FROM review_events WHERE row = ?', row);
    database.run('DELETE FROM audit_rows WHERE row = ?', row);
    database.run('DELETE FROM review_rows WHERE id = ?', row);
  }
  for (const action of actions) {
    if (database.get('SELECT 1 FROM review_events WHERE action = ?', action)) continue;
    // what undid it, or did it again
    database.run('DELETE FROM review_actions WHERE target = ?', action);
    database.run('DELETE FROM review_actions WHERE id = ?', action);
  }
  for (const { sql } of triggers) database.execute(sql);
}

/**
 * Passages and their vectors, from which a text can be guessed. The vectors of the others stay in
 * the order of their passages.
 * @returns the steps of the embeddings
 */
function deletePassages(database: Database, passages: readonly Item[]): number[] {
  const byCut = Map.groupBy(passages, ({ step }) => step);
  return [...byCut].flatMap(([cut, items]) => {
    const order = database.column<number>('SELECT i FROM passages WHERE step = ? ORDER BY i', cut);
    const isGone = new Set(items.map(({ i }) => i));
    const gone = new Set(order.flatMap((i, at) => (isGone.has(i) ? [at] : [])));
    const embeddings = embeddingsOf(database, cut);
    for (const step of embeddings) deleteVectors(database, step, gone, order.length);
    deleteItems(database, 'passages', items);
    return embeddings;
  });
}

/** The embeddings of the passages that a step cut. */
function embeddingsOf(database: Database, cut: number): number[] {
  return database.column<number>(
    `SELECT DISTINCT embed.id FROM run_steps AS a JOIN run_steps AS b ON b.run = a.run
     JOIN steps AS embed ON embed.id = b.step WHERE a.step = ? AND embed.key = ?`,
    cut,
    CORPUS_EMBED,
  );
}

function deleteVectors(
  database: Database,
  step: number,
  gone: ReadonlySet<number>,
  passages: number,
): void {
  const chunks = database.all<{ i: number; data: Buffer }>(
    'SELECT i, data FROM vectors WHERE step = ? ORDER BY i',
    step,
  );
  const bytes = chunks.reduce((sum, { data }) => sum + data.length, 0);
  const width = bytes / passages;
  // a run that was paused has embedded a part, and which vectors it has cannot be told
  if (!Number.isInteger(width) || width % Float32Array.BYTES_PER_ELEMENT !== 0) {
    database.run('DELETE FROM vectors WHERE step = ?', step);
    return;
  }
  let at = 0;
  for (const { i, data } of chunks) {
    const kept: Buffer[] = [];
    for (let start = 0; start < data.length; start += width, at++) {
      if (!gone.has(at)) kept.push(data.subarray(start, start + width));
    }
    database.run(
      'UPDATE vectors SET data = ? WHERE step = ? AND i = ?',
      Buffer.concat(kept),
      step,
      i,
    );
  }
}

function deleteItems(
  database: Database,
  table: 'documents' | 'passages' | 'examples' | 'generations' | 'items',
  items: readonly Item[],
): void {
  for (const { step, i } of items) {
    database.run(`DELETE FROM ${table} WHERE step = ? AND i = ?`, step, i);
  }
}

/**
 * A run that needs these steps does them anew. The start of their hash stays, because rows that are
 * kept name their calls by it.
 */
function neverReuse(database: Database, steps: ReadonlySet<number>, deletion: number): void {
  for (const step of steps) {
    database.run('UPDATE steps SET hash = hash || ? WHERE id = ?', `-deleted-${deletion}`, step);
  }
}

function countReviews(database: Database, rows: readonly number[]): number {
  return rows.reduce(
    (sum, row) =>
      sum +
      database.get<{ n: number }>('SELECT count(*) AS n FROM review_events WHERE row = ?', row)!.n,
    0,
  );
}

/** What Stillroom exported into the project: files by their path in it, and whole folders. */
function exportsIn(project: Project): string[] {
  const folder = project.path('exports');
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory());
  const folders = entries.flatMap(({ name }) => {
    const owned = ownedIn(path.join(folder, name));
    const files = filesIn(path.join(folder, name));
    const isWhole = files.length > 0 && files.every((file) => owned[file] !== undefined);
    return isWhole ? [name] : files.filter((file) => owned[file]).map((file) => `${name}/${file}`);
  });
  const files = Object.keys(ownedIn(folder)).filter((file) => existsSync(path.join(folder, file)));
  return [...files, ...folders].map((name) => `exports/${name}`);
}

function backupsIn({ folder }: Project): string[] {
  return readdirSync(folder).filter((name) => /^project\.db\..*backup$/.test(name));
}

/** They are built again from the vectors that are left. */
function indexFiles(project: Project): string[] {
  return readdirSync(project.path('index')).map((name) => `index/${name}`);
}

/** @throws BadInput naming a copy that cannot be searched */
function requireReadable(project: Project, { keys }: DocumentTexts): void {
  for (const file of copiesIn(project)) {
    try {
      withoutRecords(file, isOneOf(keys));
    } catch {
      throw new BadInput(
        `${file} cannot be read, so the document may stay in it. Repair the file or delete it, then try again.`,
      );
    }
  }
}

/** Files that the draft names outside of the project and that have the text. */
function filesOutside(project: Project, draft: Draft, { keys }: DocumentTexts): string[] {
  const named = [...Object.values(draft.gold), ...draft.corpus].flatMap((part) =>
    part && existsSync(part.file) ? filesOf(part.file) : [],
  );
  return [...new Set(named)].filter(
    (file) => !isWithin(project.folder, file) && hasRecord(file, keys),
  );
}

function hasRecord(file: string, keys: readonly string[]): boolean {
  try {
    return withoutRecords(file, isOneOf(keys)) !== undefined;
  } catch {
    // a file that cannot be read now may still have it
    return true;
  }
}
