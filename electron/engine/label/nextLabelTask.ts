import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import { randomStream } from '../../../models/randomStream.ts';
import type { Draft } from '../../contract/draft.ts';
import type { LabelOrder, LabelTask } from '../../contract/label.ts';
import { labelText } from '../import/labelText.ts';
import type { CorpusDocument } from '../import/readCorpus.ts';
import { readDocuments } from '../import/readDocuments.ts';
import { normalise } from '../import/readGold.ts';
import type { Project } from '../project/project.ts';
import { borrowRetriever } from '../runtime/borrow.ts';
import { predictTexts } from '../use/predictTexts.ts';
import { fillQueue } from './fillQueue.ts';
import { countUncertain, labelTask } from './label.ts';
import { labelledTexts } from './queueFromUse.ts';
import {
  chooseByUncertainty,
  hasUncertain,
  isKeptForMeasuring,
  queueUncertain,
} from './uncertainText.ts';

/** The source of the texts that are labelled. */
export interface LabelSource {
  readonly project: Project;
  readonly draft: Draft;
  readonly store: ModelStore;
  /** Its folder in the project; undefined if no student is trained yet. */
  readonly student: string | undefined;
  /** Threads that a student may use; all of them if undefined. */
  readonly threads: number | undefined;
}

/**
 * The current text; draws more documents once the last one has been labelled.
 * @throws BadInput if the project has no documents
 */
export async function nextLabelTask(source: LabelSource, order: LabelOrder): Promise<LabelTask> {
  const { draft, student } = source;
  const { database } = source.project;
  const look = () => {
    const uncertainty = { isPossible: student !== undefined, ...countUncertain(database) };
    return { ...labelTask(database, draft, order), uncertainty };
  };
  const task = look();
  if (task.next) return task;
  if (order === 'spread' && task.splits.length > 0) await drawSpread(source);
  else if (order === 'uncertainty' && student && draft.corpus.length > 0) {
    await drawUncertain(source, student);
  }
  return look();
}

/** Documents from all parts of the corpus. */
async function drawSpread({ project: { database }, draft, store }: LabelSource): Promise<void> {
  const known = labelledTexts(database, draft);
  const mayMeasureOnly = hasUncertain(database);
  const documents = documentsOf(database, draft).filter((document) => {
    const text = labelText(document);
    return !known.has(normalise(text)) && (!mayMeasureOnly || isKeptForMeasuring(text));
  });
  const model = await store.require(draft.encoder, 'encoder');
  const { n } = database.get<{ n: number }>('SELECT count(*) AS n FROM label_queue')!;
  const random = randomStream(draft.seed, 'label', n);
  await borrowRetriever(model, (host) =>
    fillQueue(database, documents, random, (texts) => host.call('embed', texts)),
  );
}

/** Documents whose label the student is least certain of. */
async function drawUncertain(
  { project, draft, threads }: LabelSource,
  student: string,
): Promise<void> {
  const { database, folder } = project;
  const known = labelledTexts(database, draft);
  const texts = documentsOf(database, draft)
    .map((document) => ({
      text: labelText(document),
      source: `${path.basename(document.file)}:${document.line}`,
    }))
    .filter(({ text }) => !known.has(normalise(text)) && !isKeptForMeasuring(text));
  const random = randomStream(
    draft.seed,
    'uncertainty',
    student,
    countUncertain(database).labelled,
  );
  const chosen = await chooseByUncertainty(texts, random, async (drawn) => {
    const predictions = await predictTexts(path.join(folder, student), drawn, { threads });
    return predictions.map(({ confidence }) => confidence);
  });
  queueUncertain(database, student, chosen);
}

function documentsOf(database: Project['database'], { corpus }: Draft): readonly CorpusDocument[] {
  if (corpus.length > 0) return readDocuments(database, corpus).documents;
  throw new BadInput(
    'The project has no documents to label. Make a new project with documents or labelled files.',
  );
}
