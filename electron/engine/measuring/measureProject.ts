import type { ModelStore } from '../../../models/catalog/modelStore.ts';
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
import { type MeasureInputs, readMeasureInputs } from './measureInputs.ts';
import { measureInThread } from './measureInThread.ts';
import type { EmbeddedInputs, Measured } from './panelDefinition.ts';
import { panels } from './panels.ts';

export interface MeasureControl {
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told how far the whole is, from 0 to 1, and what is done now. */
  readonly onProgress?: (share: number, what: string) => void;
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
  const texts = readMeasureInputs(database, labels);
  const hashOf = measureHashes(texts, encoder);
  const due = measureNames.filter((name) => hashOf(name) !== keptHash(project, name));
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
          ),
      });
      share = from + EMBEDDING_SHARE * (1 - from);
    }
    signal?.throwIfAborted();
    onProgress(share, panels[name].title);
    const call = { name, texts, embedded: needsVectors(name) ? embedded : null };
    keep(project, name, await measureInThread(call, signal), hashOf(name));
    share += (1 - share) / (inOrder.length - at);
  }
}

/**
 * The measures as they were last made, and which of them are outdated.
 * @throws BadInput if no run has begun
 */
export function measuresPage(project: Project): MeasuresPage {
  const { labels, encoder } = measuredTask(project);
  const inputs = readMeasureInputs(project.database, labels);
  const hashOf = measureHashes(inputs, encoder);
  const stored = project.database.all<{ name: MeasureName; panel: string; hasMap: number }>(
    'SELECT name, panel, map IS NOT NULL AS hasMap FROM measures',
  );
  const byName = new Map(stored.map((row) => [row.name, row]));
  return {
    sets: [...inputs.rows, inputs.gold, inputs.test, inputs.corpus]
      .filter((set) => set.texts.length > 0)
      .map(({ title, texts }) => ({ title, n: texts.length })),
    panels: measureNames.flatMap((name) => {
      const row = byName.get(name);
      return row
        ? [panelOf(name, JSON.parse(row.panel) as Omit<Measured, 'map'>, row.hasMap === 1)]
        : [];
    }),
    outdated: measureNames.filter((name) => hashOf(name) !== keptHash(project, name)),
  };
}

/** The picture of a measure; null without one. */
export function measureMap({ database }: Project, name: MeasureName): MapPoints | null {
  const row = database.get<{ map: string | null }>('SELECT map FROM measures WHERE name = ?', name);
  return row?.map ? (JSON.parse(row.map) as MapPoints) : null;
}

const needsVectors = (name: MeasureName) => panels[name].needsVectors;

/** The hash of what each measure is made from. A part is hashed once for all: rows may be 100,000. */
function measureHashes(inputs: MeasureInputs, encoder: string): (name: MeasureName) => string {
  const parts = new Map(
    Object.entries(inputs).map(([part, value]) => [part, contentHash(value)] as const),
  );
  return (name) => {
    const { version, uses, needsVectors: isEmbedded } = panels[name];
    const used = Object.fromEntries(uses.map((part) => [part, parts.get(part)]));
    return contentHash({ version, used, ...(isEmbedded ? { encoder } : {}) });
  };
}

/** The hash of what a measure was last made from; undefined if it never was. */
function keptHash({ database }: Project, name: MeasureName): string | undefined {
  return database.get<{ hash: string }>('SELECT hash FROM measures WHERE name = ?', name)?.hash;
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
