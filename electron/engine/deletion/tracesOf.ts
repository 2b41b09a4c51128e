import type { Database } from '../../../native/sqlite/database.ts';
import { recipeVariants } from '../../contract/recipes/recipes.ts';
import { documentKey } from '../import/readDocuments.ts';
import { itemName, itemOf, parseStepKey, stepName } from '../journal/stepKey.ts';
import { type DocumentTexts, shownTexts } from './documentTexts.ts';

/** An item of a step. */
export interface Item {
  readonly step: number;
  readonly i: number;
}

export interface StudentTrace {
  readonly step: number;
  readonly folder: string;
}

/** The records of a project that hold a document's text, or were made from it. */
export interface RecordTraces {
  readonly documents: readonly Item[];
  readonly passages: readonly Item[];
  readonly gold: readonly Item[];
  /** Calls whose prompt shows it, or a row that was written from it. */
  readonly calls: readonly Item[];
  /** Rows that such a call wrote, or that have its text. */
  readonly rows: readonly Item[];
  /** Those of the rows whose own text is the document's: they cannot be kept without it. */
  readonly copies: readonly Item[];
  /** Ids of review_rows. */
  readonly reviewRows: readonly number[];
  /** Those into which a person wrote the document's text: they cannot be kept without it. */
  readonly copiedReviewRows: readonly number[];
  /** Values of steps and items that have the text, such as prompts that show gold, without it. */
  readonly json: readonly JsonTrace[];
  /** Places in the queue of texts to label. */
  readonly labels: readonly number[];
  readonly students: readonly StudentTrace[];
}

/** A value of a step, or of one of its items, as it is without the document. */
export interface JsonTrace {
  readonly step: number;
  /** Null for the value of the step itself. */
  readonly i: number | null;
  readonly value: string;
}

/**
 * Finds everything in a project that came from a document: by its text, and by the lineage of rows.
 * Rows are followed to the rows that they were shown as examples for.
 */
export function tracesOf(database: Database, texts: DocumentTexts): RecordTraces {
  const documents = itemsOf(database, 'documents', 'text', ({ text }) =>
    texts.keys.includes(documentKey(text)),
  );
  const passages = itemsOf(database, 'passages', 'text', ({ text }) => {
    const isIts = texts.hasPassage(text);
    if (isIts) texts.add(text);
    return isIts;
  });
  const isCopy = ({ text, context }: Texts) => texts.isIts(text) || texts.isIts(context ?? '');
  const copies = itemsOf(database, 'examples', 'text, context', isCopy);
  const gold = itemsOf(database, 'gold', 'text, context', isCopy);
  const { calls, rows } = writtenFrom(database, texts, copies);
  const copied = copiedReviewRows(database, isCopy);
  const reviewRows = [...new Set([...reviewRowsOf(database, rows), ...copied])];
  return {
    documents,
    passages,
    gold,
    calls,
    rows,
    copies,
    reviewRows,
    copiedReviewRows: copied,
    json: jsonThatShows(database, texts),
    labels: database
      .all<{ place: number; text: string }>('SELECT place, text FROM label_queue')
      .filter(isCopy)
      .map(({ place }) => place),
    students: studentsOf(database, { rows, gold, isReviewed: reviewRows.length > 0 }),
  };
}

interface Texts {
  readonly text: string;
  readonly context?: string | null;
}

/** Read step by step, because a project's texts together may not fit into memory. */
function itemsOf(
  database: Database,
  table: 'documents' | 'passages' | 'examples' | 'gold',
  columns: 'text' | 'text, context',
  isIts: (row: Texts) => boolean,
): Item[] {
  return database
    .column<number>(`SELECT DISTINCT step FROM ${table} ORDER BY step`)
    .flatMap((step) =>
      database
        .all<Texts & { i: number }>(
          `SELECT i, ${columns} FROM ${table} WHERE step = ? ORDER BY i`,
          step,
        )
        .filter(isIts)
        .map(({ i }) => ({ step, i })),
    );
}

/**
 * Calls that show the document and the rows that they wrote; then calls that show those rows, until
 * there are no more.
 */
function writtenFrom(
  database: Database,
  texts: DocumentTexts,
  copies: readonly Item[],
): { readonly calls: readonly Item[]; readonly rows: readonly Item[] } {
  const rows = new Map(copies.map((item) => [`${item.step}/${item.i}`, item]));
  const written = shownTexts();
  const gold = database.column<string>('SELECT text FROM gold');
  const linked = linkedRows(database);
  const refining = new Set<string>();
  for (;;) {
    const calls = callsThatShow(
      database,
      ({ name, prompt, output }) =>
        texts.isShownIn(prompt) ||
        texts.isShownIn(output) ||
        written.isShownIn(prompt) ||
        refining.has(name),
    );
    const names = new Set(calls.map(({ name }) => name));
    const before = rows.size + refining.size;
    for (const { text, generation, draft, ...item } of linked) {
      if (!names.has(itemOf(generation)) && !(draft && names.has(draft))) continue;
      // its prompt shows the draft, which may be too short to be recognised there
      if (draft) refining.add(itemOf(generation));
      rows.set(`${item.step}/${item.i}`, item);
      // a prompt that shows a gold text does not show the row that copied it
      if (!gold.some((one) => one.includes(text))) written.add(text);
    }
    if (rows.size + refining.size === before) return { calls, rows: [...rows.values()] };
  }
}

function callsThatShow(
  database: Database,
  isIts: (call: {
    readonly name: string;
    readonly prompt: string;
    readonly output: string;
  }) => boolean,
): (Item & { readonly name: string })[] {
  return database
    .all<{ id: number; key: string; hash: string }>(
      'SELECT id, key, hash FROM steps WHERE id IN (SELECT step FROM generations) ORDER BY id',
    )
    .flatMap(({ id: step, key, hash }) =>
      database
        .all<{ i: number; prompt: string; output: string }>(
          'SELECT i, prompt, output FROM generations WHERE step = ? ORDER BY i',
          step,
        )
        .map((call) => ({ ...call, name: itemName(stepName(key, hash), call.i) }))
        .filter(isIts)
        .map(({ i, name }) => ({ step, i, name })),
    );
}

function linkedRows(database: Database) {
  return database.all<Item & { text: string; generation: string; draft: string | null }>(
    `SELECT step, i, text, json_extract(lineage, '$.generation') AS generation,
       json_extract(lineage, '$.draft') AS draft FROM examples`,
  );
}

function reviewRowsOf(database: Database, rows: readonly Item[]): number[] {
  const written = new Set(rows.map(({ step, i }) => `${step}/${i}`));
  return database
    .all<Item & { id: number }>('SELECT id, step, i FROM review_rows')
    .filter(({ step, i }) => written.has(`${step}/${i}`))
    .map(({ id }) => id);
}

/** Rows that have the document's text, or had it once in an edit or a comment. */
function copiedReviewRows(database: Database, isCopy: (row: Texts) => boolean): number[] {
  const rows = database
    .all<Texts & { id: number }>('SELECT id, text, context FROM review_rows')
    .filter(isCopy)
    .map(({ id }) => id);
  const edits = database
    .all<{ row: number; text: string }>(
      `SELECT row, text FROM review_actions JOIN review_events ON action = id
       WHERE text IS NOT NULL`,
    )
    .filter(isCopy)
    .map(({ row }) => row);
  return [...new Set([...rows, ...edits])];
}

/** FewGen's prompts hold whole seed texts, and a question's predictions parts of its context. */
function jsonThatShows(database: Database, texts: DocumentTexts): JsonTrace[] {
  const without = ({ value, ...at }: JsonTrace): JsonTrace[] => {
    let isChanged = false;
    const rest = JSON.stringify(JSON.parse(value), (_, one: unknown) => {
      if (typeof one !== 'string' || !(texts.isIts(one) || texts.isShownIn(one))) return one;
      isChanged = true;
      return '';
    });
    return isChanged ? [{ ...at, value: rest }] : [];
  };
  const values = database.all<JsonTrace>(
    "SELECT id AS step, NULL AS i, value FROM steps WHERE value IS NOT NULL AND value <> '{}'",
  );
  const items = database.all<JsonTrace>("SELECT step, i, value FROM items WHERE value <> ''");
  return [...values, ...items].flatMap(without);
}

const makesReviewed = (recipe: string | null) =>
  recipe !== null && recipeVariants.get(recipe)?.data.makes === 'reviewedRows';

/**
 * Students that may have learned from these rows. One of a recipe that has rows of its own in the
 * run, and none of these, did not.
 */
function studentsOf(
  database: Database,
  { rows, gold, isReviewed }: { rows: readonly Item[]; gold: readonly Item[]; isReviewed: boolean },
): StudentTrace[] {
  const changed = new Set([...rows, ...gold].map(({ step }) => step));
  const all = database
    .all<{ run: number; step: number; key: string; folder: string | null }>(
      `SELECT run, run_steps.step AS step, key, folder FROM run_steps
       JOIN steps ON steps.id = run_steps.step LEFT JOIN students ON students.step = steps.id`,
    )
    .map((one) => ({ ...one, ...parseStepKey(one.key) }));
  const runs = Map.groupBy(all, ({ run }) => run);
  const learned = [...runs.values()].flatMap((steps) => {
    const isReviewRun = steps.some(({ recipe }) => makesReviewed(recipe));
    const taught = steps.filter(({ step }) => changed.has(step));
    const students = steps.filter(({ folder }) => folder !== null);
    if (taught.some(({ phase }) => phase === 'import')) return students;
    return students.filter(({ recipe }) => {
      if (makesReviewed(recipe)) return isReviewed;
      // of labels and reviewed rows
      if (recipe === null && isReviewRun && isReviewed) return true;
      const own = steps.filter((step) => step.phase === 'clean' && step.recipe === recipe);
      return own.length > 0 ? own.some(({ step }) => changed.has(step)) : taught.length > 0;
    });
  });
  const folders = new Map(learned.map(({ step, folder }) => [step, { step, folder: folder! }]));
  return [...folders.values()];
}
