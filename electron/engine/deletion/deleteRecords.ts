import type { Database } from '../../../native/sqlite/database.ts';
import type { Keep } from '../../contract/documentTraces.ts';
import { documentKey } from '../import/readDocuments.ts';
import { CORPUS_EMBED, parseStepKey } from '../journal/stepKey.ts';
import { deleteJudgements } from './deleteJudgements.ts';
import type { DocumentTexts } from './documentTexts.ts';
import type { Item, RecordTraces } from './tracesOf.ts';

/**
 * Deletes what the tables hold of a document, and records which files are still to be removed. Called
 * inside a transaction.
 */
export function deleteRecords(
  database: Database,
  records: RecordTraces,
  { texts, keep, files }: { texts: DocumentTexts; keep: Keep; files: readonly string[] },
): void {
  const { lastId: id } = database.run(
    'INSERT INTO deletions (at, keys, files) VALUES (?, ?, ?)',
    Date.now(),
    JSON.stringify([...new Set([...texts.keys, ...goldKeys(database, records.gold, texts)])]),
    JSON.stringify(files),
  );
  const isRowKept = keep.includes('rows');
  const rows = isRowKept ? records.copies : records.rows;
  const isGone = new Set(rows.map(({ step, i }) => `${step}/${i}`));
  const reviewRows = records.reviewRows.filter((row) => {
    const at = database.get<Item>('SELECT step, i FROM review_rows WHERE id = ?', row)!;
    const isCopied = records.copiedReviewRows.includes(row) || isGone.has(`${at.step}/${at.i}`);
    return !isRowKept || isCopied;
  });
  deleteReviews(database, reviewRows);
  const generations = new Set(rows.flatMap((row) => generationOf(database, row)));
  deleteItems(database, 'examples', rows);
  if (isRowKept) {
    for (const { step, i } of records.calls) blankCall(database, texts, { step, i });
  } else {
    deleteItems(database, 'generations', records.calls);
    deleteItems(database, 'items', records.calls);
  }
  const embeddings = [
    ...deletePassages(database, records.passages),
    ...(rows.length + records.gold.length + reviewRows.length > 0
      ? deleteRowVectors(database)
      : []),
    ...(records.documents.length > 0 ? deleteMinedVectors(database) : []),
  ];
  // made anew from what is left
  database.execute('DELETE FROM measures; DELETE FROM text_vectors; DELETE FROM text_names');
  deleteItems(database, 'documents', records.documents);
  // a gap would shift the gold that a student's predictions are compared with
  for (const { step, i } of records.gold) {
    database.run(
      // the answers to a question are parts of its context
      `UPDATE gold SET text = '', context = NULL, other_answers = NULL,
         label = iif(answer_start IS NULL, label, '') WHERE step = ? AND i = ?`,
      step,
      i,
    );
  }
  for (const { step, i, value } of records.json) {
    if (i === null) database.run('UPDATE steps SET value = ? WHERE id = ?', value, step);
    else database.run('UPDATE items SET value = ? WHERE step = ? AND i = ?', value, step, i);
  }
  const judgements = deleteJudgements(database, generations);
  for (const place of records.labels) {
    database.run('DELETE FROM label_uncertain WHERE place = ?', place);
    database.run('DELETE FROM label_events WHERE place = ? AND undoes IS NOT NULL', place);
    database.run('DELETE FROM label_events WHERE place = ?', place);
    database.run('DELETE FROM label_queue WHERE place = ?', place);
  }
  const students = keep.includes('students') ? [] : records.students.map(({ step }) => step);
  for (const step of students) database.run('DELETE FROM students WHERE step = ?', step);
  const { documents, passages, gold, calls, json } = records;
  const changed = [documents, passages, gold, calls, records.rows, json]
    .flat()
    .map(({ step }) => step);
  neverReuse(database, new Set([...changed, ...embeddings, ...judgements, ...students]), id);
}

function generationOf(database: Database, { step, i }: Item): string[] {
  return database.column<string>(
    "SELECT json_extract(lineage, '$.generation') FROM examples WHERE step = ? AND i = ?",
    step,
    i,
  );
}

/** Gold may have a part of the document only, in files of its own. */
function goldKeys(database: Database, gold: readonly Item[], texts: DocumentTexts): string[] {
  return gold.flatMap(({ step, i }) => {
    const { text, context } = database.get<{ text: string; context: string | null }>(
      'SELECT text, context FROM gold WHERE step = ? AND i = ?',
      step,
      i,
    )!;
    return [text, context ?? ''].filter(texts.isIts).map(documentKey);
  });
}

/** A row that is kept may have been written with a copy of the document beside it. */
function blankCall(database: Database, texts: DocumentTexts, { step, i }: Item): void {
  const { output } = database.get<{ output: string }>(
    'SELECT output FROM generations WHERE step = ? AND i = ?',
    step,
    i,
  )!;
  database.run(
    "UPDATE generations SET prompt = '', output = ? WHERE step = ? AND i = ?",
    texts.isShownIn(output) ? '' : output,
    step,
    i,
  );
}

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

/**
 * The vectors of rows and gold texts, which only a report needs: those of every run, because a run of
 * reviewed rows does not say which rows it read.
 * @returns their steps
 */
function deleteRowVectors(database: Database): number[] {
  const steps = database.column<number>(
    'SELECT DISTINCT step FROM vectors JOIN steps ON steps.id = step WHERE key <> ?',
    CORPUS_EMBED,
  );
  for (const step of steps) database.run('DELETE FROM vectors WHERE step = ?', step);
  return steps;
}

/**
 * The vectors of documents in which AttrPrompt's subjects were found.
 * @returns their steps
 */
function deleteMinedVectors(database: Database): number[] {
  const steps = database
    .all<{ id: number; key: string }>(
      'SELECT id, key FROM steps WHERE id IN (SELECT step FROM vectors)',
    )
    .filter(({ key }) => parseStepKey(key).place[0] === 'attrprompt')
    .map(({ id }) => id);
  for (const step of steps) database.run('DELETE FROM vectors WHERE step = ?', step);
  return steps;
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
