import type { Database } from '../../../native/sqlite/database.ts';
import { recipeVariants } from '../../contract/recipes/recipes.ts';
import { type GoldExample, goldName } from '../import/goldExample.ts';
import { CORPUS_CUT } from '../journal/stepKey.ts';
import { type Stored, withoutNull } from '../journal/withoutNull.ts';
import type { Entity } from '../measures/entityMeasures.ts';
import { type Rating, readRatings } from './readRatings.ts';

/** A text to be measured. */
export interface MeasuredText {
  /** The first text of a pair, or the passage of a question; null for single texts. */
  readonly context: string | null;
  readonly text: string;
  readonly label: string;
  /** The row's id in Review; null for a text that is no row. */
  readonly row: number | null;
  /** The round that wrote it. */
  readonly round: number;
  /** The gold example that it was written from, by its name; null without one. */
  readonly parent: string | null;
}

/** A list of texts that are measured together. */
export interface TextSet {
  readonly title: string;
  readonly texts: readonly MeasuredText[];
}

/** Everything that measures can be made of. A worker thread gets it as a copy. */
export interface MeasureInputs {
  /** The names of the labels, those that the task has no longer behind the others; none for questions. */
  readonly labels: readonly string[];
  /** The rows of each recipe as reviews leave them: those that are kept and not rejected. */
  readonly rows: readonly TextSet[];
  /** The labels that runs learn from: seed and validation. */
  readonly gold: TextSet;
  readonly test: TextSet;
  /** The passages of the last run that read documents. */
  readonly corpus: TextSet;
  readonly ratings: readonly Rating[];
  /** Undefined where the experiment names no tagger. */
  readonly names?: TextNames | undefined;
}

/** The names that a model found in rows, labels and test texts. */
export interface TextNames {
  /** The model's name in the catalogue. */
  readonly tagger: string;
  readonly byText: ReadonlyMap<string, readonly Entity[]>;
}

/**
 * What is measured but the documents, which may be many and never change, and the names, which a model has
 * to find.
 */
export type LabelledInputs = Omit<MeasureInputs, 'corpus' | 'names'>;

/**
 * Reads what a project has to be measured, but for its documents.
 * @param labels of the task; none for questions
 */
export function readLabelledInputs(database: Database, labels: readonly string[]): LabelledInputs {
  const gold = goldOf(database);
  const rows = rowsOf(database);
  const ratings = readRatings(database);
  return {
    labels:
      labels.length === 0
        ? []
        : usedLabels(labels, [...rows.flatMap(textsOf), ...gold, ...ratings]),
    rows,
    gold: { title: 'your labels', texts: gold.filter(({ split }) => split !== 'test') },
    test: { title: 'your test texts', texts: gold.filter(({ split }) => split === 'test') },
    ratings,
  };
}

const textsOf = ({ texts }: TextSet) => texts;

/** The task's labels, and those of rows from before it was changed. */
function usedLabels(
  labels: readonly string[],
  labelled: readonly { readonly label: string }[],
): string[] {
  return [...new Set([...labels, ...labelled.map(({ label }) => label)])];
}

function rowsOf(database: Database): TextSet[] {
  const recipes = database.column<string>(
    `SELECT DISTINCT recipe FROM review_rows
     WHERE current = 1 AND dropped_by IS NULL AND state != 'rejected' ORDER BY recipe`,
  );
  return recipes.map((recipe) => ({
    title: rowsTitle(recipe),
    texts: database.all<MeasuredText>(
      // a pass over all rows in their order takes a quarter of the time that their index takes
      `SELECT id AS row, round, context, text, label, gold AS parent FROM review_rows
       WHERE +current = 1 AND +dropped_by IS NULL AND +state != 'rejected' AND +recipe = ? ORDER BY id`,
      recipe,
    ),
  }));
}

/** What the rows of a recipe are called, by the recipe's id. */
export const rowsTitle = (recipe: string): string =>
  recipeVariants.get(recipe)?.paperName ?? recipe;

/** The gold of the last run that read any. */
function goldOf(database: Database): (MeasuredText & { split: string })[] {
  return database
    .all<Stored<GoldExample>>(
      `SELECT context, text, label, split, file, line FROM gold
       WHERE text != '' AND step = (SELECT gold.step FROM gold JOIN run_steps ON run_steps.step = gold.step
         ORDER BY run DESC LIMIT 1) ORDER BY i`,
    )
    .map((stored) => {
      const gold = withoutNull(stored);
      const { context = null, text, label, split } = gold;
      return { context, text, label, split, row: null, round: 0, parent: goldName(gold) };
    });
}

/** The step that cut documents into passages. */
export interface CorpusSource {
  readonly step: number;
  readonly hash: string;
}

/** That of the last run that cut any. */
export function corpusSource(database: Database): CorpusSource | undefined {
  return database.get<CorpusSource>(
    `SELECT steps.id AS step, hash FROM run_steps JOIN steps ON steps.id = run_steps.step
     WHERE key = ? AND value IS NOT NULL ORDER BY run DESC LIMIT 1`,
    CORPUS_CUT,
  );
}

export function countPassages(database: Database, { step }: CorpusSource): number {
  return database.get<{ n: number }>('SELECT count(*) AS n FROM passages WHERE step = ?', step)!.n;
}

/** The passages of those documents. */
export function readCorpus(database: Database, source: CorpusSource | undefined): TextSet {
  return { title: CORPUS_TITLE, texts: source ? passagesOf(database, source.step) : [] };
}

export const CORPUS_TITLE = 'your documents';

function passagesOf(database: Database, step: number): MeasuredText[] {
  return database
    .column<string>('SELECT text FROM passages WHERE step = ? ORDER BY i', step)
    .map((text) => ({ context: null, text, label: '', row: null, round: 0, parent: null }));
}
