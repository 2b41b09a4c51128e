import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import type { Figure } from '../../contract/figure.ts';
import {
  type MapPoints,
  type MeasureName,
  type MeasurePanel,
  type MeasuresPage,
  measureNames,
} from '../../contract/measures.ts';
import { contentHash } from '../journal/contentHash.ts';
import type { Project } from '../project/project.ts';
import { identified } from '../runtime/runModels.ts';
import { measuredTask } from './measuredTask.ts';
import {
  CORPUS_TITLE,
  type CorpusSource,
  corpusSource,
  countPassages,
  type LabelledInputs,
  type MeasureInputs,
  readCorpus,
  readLabelledInputs,
  rowsTitle,
  type TextSet,
} from './measureInputs.ts';
import { measureInThread } from './measureInThread.ts';
import type { Measured } from './panelDefinition.ts';
import { panels } from './panels.ts';
import type { ReadingControl } from './readInHost.ts';
import { type Reader, readerOf, readTexts } from './readTexts.ts';
import { testScores } from './testScores.ts';
import { textsHash } from './textsHash.ts';

export interface MeasureControl {
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told how far the whole is, from 0 to 1, what is done now, and how many measures are made. */
  readonly onProgress?: (share: number, what: string, made: number) => void;
}

/** Texts alone are measured first, so a project without one of its models gets these measures. */
const READERS: readonly Reader[] = [null, 'encoder', 'tagger', 'teacher'];

/** How many measures take as long as a model takes to read the texts; for the progress. */
const READING = 16;

/**
 * Makes the measures whose texts have changed since they were last made. Each is kept as soon as it is
 * made, so that one that is stopped goes on where it was.
 * @throws BadInput if no run has begun, or if a measure needs a model that is not on this computer
 */
export async function measureProject(
  project: Project,
  store: ModelStore,
  { threads, signal, onProgress = () => {} }: MeasureControl = {},
): Promise<void> {
  const { database } = project;
  const task = measuredTask(project);
  const { tagger } = task;
  const labelled = readLabelledInputs(database, task.labels);
  const corpus = corpusSource(database);
  const installed = tagger === undefined ? undefined : await store.find(tagger);
  const names = installed ? (await identified(installed)).identity : keptTagger(database);
  const hashes = hashesOf(labelled, corpus, { ...task, names });
  const due = outdatedOf(database, hashes);
  if (due.length === 0) return;
  const texts: MeasureInputs = { ...labelled, corpus: readCorpus(database, corpus) };
  const placeOf = (name: MeasureName) => READERS.indexOf(readerOf(name, task));
  const inOrder = due.toSorted((a, b) => placeOf(a) - placeOf(b));
  const readers = new Set(inOrder.map((name) => readerOf(name, task)));
  readers.delete(null);
  const total = inOrder.length + READING * readers.size;
  const ready = new Map<Reader, Awaited<ReturnType<typeof readTexts>>>();
  let done = 0;
  for (const [made, name] of inOrder.entries()) {
    const reader = readerOf(name, task);
    const control = (model: string): ReadingControl => ({
      threads,
      signal,
      onRead: (read, of) =>
        onProgress(
          (done + (READING * read) / of) / total,
          `Reading ${read.toLocaleString('en')} of ${of.toLocaleString('en')} texts with ${model}`,
          made,
        ),
    });
    if (!ready.has(reader)) {
      ready.set(reader, await readTexts(database, store, reader, task, texts, control));
      if (reader) done += READING;
    }
    signal?.throwIfAborted();
    onProgress(done / total, panels[name].title, made);
    const measured = await measureInThread({ name, ...ready.get(reader)! }, signal);
    const hash = hashes[name];
    keep(project, name, measured, { hash, tagger: reader === 'tagger' ? names : null });
    done++;
  }
}

/**
 * The measures as they were last made, and which of them are outdated.
 * @throws BadInput if no run has begun
 */
export function measuresPage(project: Project): MeasuresPage {
  const { labels, encoder, tagger, mauveTeacher } = measuredTask(project);
  const { database } = project;
  const names = keptTagger(database);
  const inputs = readLabelledInputs(database, labels);
  const corpus = corpusSource(database);
  const stored = database.all<{ name: MeasureName; panel: string; hasMap: number }>(
    'SELECT name, panel, map IS NOT NULL AS hasMap FROM measures',
  );
  const byName = new Map(stored.map((row) => [row.name, row]));
  const scores = new Map(
    [...testScores(database)].map(([recipe, score]) => [rowsTitle(recipe), score]),
  );
  return {
    sets: [
      ...inputs.rows.map((set) => ({ ...countOf(set), onTest: scores.get(set.title) ?? NO_RUN })),
      countOf(inputs.gold),
      countOf(inputs.test),
      { title: CORPUS_TITLE, n: corpus ? countPassages(database, corpus) : 0 },
    ].filter(({ n }) => n > 0),
    panels: measureNames.flatMap((name) => {
      const row = byName.get(name);
      return row
        ? [panelOf(name, JSON.parse(row.panel) as Omit<Measured, 'map'>, row.hasMap === 1)]
        : [];
    }),
    outdated: outdatedOf(
      database,
      hashesOf(inputs, corpus, { encoder, tagger, names, mauveTeacher }),
    ),
  };
}

/** The picture of a measure; null without one. */
export function measureMap({ database }: Project, name: MeasureName): MapPoints | null {
  const row = database.get<{ map: string | null }>('SELECT map FROM measures WHERE name = ?', name);
  return row?.map ? (JSON.parse(row.map) as MapPoints) : null;
}

const NO_RUN: Figure = { undefinedBecause: 'no run of it has finished' };

const countOf = ({ title, texts }: TextSet) => ({ title, n: texts.length });

const needsVectors = (name: MeasureName) => panels[name].needsVectors;

/** The identity of the tagger that found the names when they were last measured; a page has no model store to ask. */
function keptTagger(database: Database): string | null {
  const [kept = null] = database.column<string>(
    'SELECT tagger FROM measures WHERE tagger IS NOT NULL',
  );
  return kept;
}

interface HashedModels {
  readonly encoder: string;
  readonly tagger: string | undefined;
  /** The tagger's identity; null if it never read a text. */
  readonly names: string | null;
  readonly mauveTeacher: string | undefined;
}

/** What each measure is made from; documents are known by the step that cut them. */
function hashesOf(
  inputs: LabelledInputs,
  source: CorpusSource | undefined,
  { encoder, tagger, names, mauveTeacher }: HashedModels,
): Readonly<Record<MeasureName, string>> {
  const parts: Readonly<Record<keyof MeasureInputs, string>> = {
    labels: contentHash(inputs.labels),
    rows: textsHash(inputs.rows),
    gold: textsHash([inputs.gold]),
    test: textsHash([inputs.test]),
    ratings: contentHash(inputs.ratings),
    corpus: source?.hash ?? '',
    names: tagger === undefined ? '' : contentHash([tagger, names]),
  };
  const hashOf = (name: MeasureName) => {
    const { version, uses } = panels[name];
    const used = Object.fromEntries(uses.map((part) => [part, parts[part]]));
    const by = name === 'mauve' && mauveTeacher !== undefined ? { mauveTeacher } : { encoder };
    return contentHash({ version, used, ...(needsVectors(name) ? by : {}) });
  };
  return Object.fromEntries(measureNames.map((name) => [name, hashOf(name)])) as Record<
    MeasureName,
    string
  >;
}

function outdatedOf(
  database: Database,
  hashes: Readonly<Record<MeasureName, string>>,
): MeasureName[] {
  const made = new Map(
    database
      .all<{ name: string; hash: string }>('SELECT name, hash FROM measures')
      .map(({ name, hash }) => [name, hash]),
  );
  return measureNames.filter((name) => made.get(name) !== hashes[name]);
}

function keep(
  { database }: Project,
  name: MeasureName,
  measured: Measured,
  { hash, tagger }: { readonly hash: string; readonly tagger: string | null },
): void {
  const { map, ...panel } = measured;
  database.run(
    'INSERT OR REPLACE INTO measures VALUES (?, ?, ?, ?, ?)',
    name,
    hash,
    JSON.stringify(panel),
    map ? JSON.stringify(map) : null,
    tagger,
  );
}

function panelOf(
  name: MeasureName,
  measured: Omit<Measured, 'map'>,
  hasMap: boolean,
): MeasurePanel {
  const { title, tells, doesNotTell, whatToDo, columns } = panels[name];
  const { madeWith, lines, notes = [], worklists = [], missing = [] } = measured;
  const words = { title, tells, doesNotTell, whatToDo };
  return { name, ...words, columns, madeWith, lines, notes, worklists, missing, hasMap };
}
