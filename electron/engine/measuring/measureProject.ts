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
import { embedSets } from './embedSets.ts';
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
import type { EmbeddedInputs, Measured } from './panelDefinition.ts';
import { panels } from './panels.ts';
import { testScores } from './testScores.ts';
import { textsHash } from './textsHash.ts';

export interface MeasureControl {
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told how far the whole is, from 0 to 1, what is done now, and how many measures are made. */
  readonly onProgress?: (share: number, what: string, made: number) => void;
}

/** The share of the time that embedding is given in the progress, where texts have to be embedded. */
const EMBEDDING_SHARE = 0.7;

/**
 * Makes the measures whose texts have changed since they were last made. Each is kept as soon as it is
 * made, so that one that is stopped goes on where it was.
 * @throws BadInput if no run has begun, or if the encoder is not on this computer and a measure needs it
 */
export async function measureProject(
  project: Project,
  store: ModelStore,
  { threads, signal, onProgress = () => {} }: MeasureControl = {},
): Promise<void> {
  const { database } = project;
  const { labels, encoder } = measuredTask(project);
  const labelled = readLabelledInputs(database, labels);
  const corpus = corpusSource(database);
  const hashes = hashesOf(labelled, corpus, encoder);
  const due = outdatedOf(database, hashes);
  if (due.length === 0) return;
  const texts: MeasureInputs = { ...labelled, corpus: readCorpus(database, corpus) };
  // texts are measured first: a project without its encoder gets these
  const inOrder = due.toSorted((a, b) => Number(needsVectors(a)) - Number(needsVectors(b)));
  let embedded: EmbeddedInputs | null = null;
  let share = 0;
  for (const [at, name] of inOrder.entries()) {
    if (needsVectors(name) && !embedded) {
      const model = await identified(await store.require(encoder, 'encoder'));
      const from = share;
      embedded = await embedSets(database, texts, model, {
        threads,
        signal,
        onEmbedded: (done, total) =>
          onProgress(
            from + (EMBEDDING_SHARE * (1 - from) * done) / total,
            `Reading ${done.toLocaleString('en')} of ${total.toLocaleString('en')} texts with ${encoder}`,
            at,
          ),
      });
      share = from + EMBEDDING_SHARE * (1 - from);
    }
    signal?.throwIfAborted();
    onProgress(share, panels[name].title, at);
    const call = { name, texts, embedded: needsVectors(name) ? embedded : null };
    keep(project, name, await measureInThread(call, signal), hashes[name]);
    share += (1 - share) / (inOrder.length - at);
  }
}

/**
 * The measures as they were last made, and which of them are outdated.
 * @throws BadInput if no run has begun
 */
export function measuresPage(project: Project): MeasuresPage {
  const { labels, encoder } = measuredTask(project);
  const { database } = project;
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
    outdated: outdatedOf(database, hashesOf(inputs, corpus, encoder)),
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

/** What each measure is made from; documents are known by the step that cut them. */
function hashesOf(
  inputs: LabelledInputs,
  source: CorpusSource | undefined,
  encoder: string,
): Readonly<Record<MeasureName, string>> {
  const parts: Readonly<Record<keyof MeasureInputs, string>> = {
    labels: contentHash(inputs.labels),
    rows: textsHash(inputs.rows),
    gold: textsHash([inputs.gold]),
    test: textsHash([inputs.test]),
    ratings: contentHash(inputs.ratings),
    corpus: source?.hash ?? '',
  };
  const hashOf = (name: MeasureName) => {
    const { version, uses } = panels[name];
    const used = Object.fromEntries(uses.map((part) => [part, parts[part]]));
    return contentHash({ version, used, ...(needsVectors(name) ? { encoder } : {}) });
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

function keep({ database }: Project, name: MeasureName, measured: Measured, hash: string): void {
  const { map, ...panel } = measured;
  database.run(
    'INSERT OR REPLACE INTO measures VALUES (?, ?, ?, ?)',
    name,
    hash,
    JSON.stringify(panel),
    map ? JSON.stringify(map) : null,
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
