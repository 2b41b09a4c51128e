import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import type { MeasureName } from '../../contract/measures.ts';
import { identified } from '../runtime/runModels.ts';
import { embedSets } from './embedSets.ts';
import { findNames } from './findNames.ts';
import type { MeasuredTask } from './measuredTask.ts';
import type { MeasureInputs } from './measureInputs.ts';
import type { EmbeddedInputs } from './panelDefinition.ts';
import { panels } from './panels.ts';
import type { ReadingControl } from './readInHost.ts';
import { teacherSets } from './teacherSets.ts';

/** The model that has to read the texts for a measure; null for a measure of texts alone. */
export type Reader = 'encoder' | 'tagger' | 'teacher' | null;

/** What a measure is computed from. */
interface ReadTexts {
  readonly texts: MeasureInputs;
  /** Null for a measure of texts alone. */
  readonly embedded: EmbeddedInputs | null;
}

export function readerOf(
  name: MeasureName,
  { tagger, mauveTeacher }: Pick<MeasuredTask, 'tagger' | 'mauveTeacher'>,
): Reader {
  if (name === 'mauve' && mauveTeacher !== undefined) return 'teacher';
  if (tagger !== undefined && panels[name].uses.includes('names')) return 'tagger';
  return panels[name].needsVectors ? 'encoder' : null;
}

/**
 * The texts with what a model makes of them. What it makes is kept in the project as it comes.
 * @param control for the model of this name
 * @throws BadInput if the model is not on this computer
 */
export async function readTexts(
  database: Database,
  store: ModelStore,
  reader: Reader,
  { encoder, tagger, mauveTeacher }: MeasuredTask,
  texts: MeasureInputs,
  control: (model: string) => ReadingControl,
): Promise<ReadTexts> {
  switch (reader) {
    case null:
      return { texts, embedded: null };
    case 'encoder': {
      const model = await identified(await store.require(encoder, reader));
      return { texts, embedded: await embedSets(database, texts, model, control(encoder)) };
    }
    case 'tagger': {
      const model = await identified(await store.require(tagger!, reader));
      const names = await findNames(database, model, texts, control(tagger!));
      return { texts: { ...texts, names }, embedded: null };
    }
    case 'teacher': {
      const model = await identified(await store.require(mauveTeacher!, reader), { features: 1 });
      const embedded = await teacherSets(database, texts, model, control(mauveTeacher!));
      return { texts, embedded };
    }
  }
}
