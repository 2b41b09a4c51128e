import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { randomStream } from '../../../models/randomStream.ts';
import type { LabelOrder, LabelTask } from '../../contract/label.ts';
import { studentsOf } from '../evaluation/resultsPage.ts';
import { labelText } from '../import/labelText.ts';
import { type CorpusDocument, readCorpus } from '../import/readCorpus.ts';
import { normalise } from '../import/readGold.ts';
import { chooseByDoubt, hasDoubts, isKeptForMeasuring, queueDoubts } from '../label/doubts.ts';
import { fillQueue } from '../label/fillQueue.ts';
import { countDoubts, giveLabel, labelTask, undoLabel } from '../label/label.ts';
import { labelledTexts } from '../label/queueDoubtful.ts';
import { borrowRetriever } from '../runtime/borrow.ts';
import { requireTexts } from '../session/requireTexts.ts';
import type { Session } from '../session/session.ts';
import { predictTexts } from '../use/predictTexts.ts';
import type { Procedures } from './procedures.ts';

/** Gold that people give in Stillroom: labels on their own documents. */
export function labelHandlers({ label }: Procedures) {
  return {
    label: {
      next: label.next.handler(({ context: { session }, input }) => taskOf(session, input.order)),
      give: label.give.handler(({ context: { session }, input: { order, ...given } }) => {
        const { database, draft } = session.project();
        const { reviewer } = session.app.settings();
        giveLabel(database, given, { reviewer, labels: Object.keys(draft().task.labels) });
        session.touch();
        return taskOf(session, order);
      }),
      undo: label.undo.handler(({ context: { session }, input: { order } }) => {
        undoLabel(session.project().database, session.app.settings().reviewer);
        session.touch();
        return taskOf(session, order);
      }),
    },
  };
}

/** The text in hand; more documents are drawn when the last one has been labelled. */
async function taskOf(session: Session, order: LabelOrder): Promise<LabelTask> {
  const project = session.project();
  const { database, draft } = project;
  requireTexts(draft(), 'Label', 'Give labelled files in a new project, or on the Project page.');
  const student = studentsOf(project)[0]?.id;
  const look = () => {
    const doubt = { isPossible: student !== undefined, ...countDoubts(database) };
    return { ...labelTask(database, draft(), order), doubt };
  };
  const task = look();
  if (task.next) return task;
  if (order === 'spread' && task.splits.length > 0) await drawMore(session);
  else if (order === 'doubt' && student) await drawDoubtful(session, student);
  return look();
}

async function drawMore(session: Session): Promise<void> {
  const { database, draft } = session.project();
  const { encoder, seed } = draft();
  const known = labelledTexts(database, draft());
  const mayMeasureOnly = hasDoubts(database);
  const documents = documentsOf(session).filter((document) => {
    const text = labelText(document);
    return !known.has(normalise(text)) && (!mayMeasureOnly || isKeptForMeasuring(text));
  });
  const model = await session.store.require(encoder, 'encoder');
  const { n } = database.get<{ n: number }>('SELECT count(*) AS n FROM label_queue')!;
  const random = randomStream(seed, 'label', n);
  await borrowRetriever(model, (host) =>
    fillQueue(database, documents, random, (texts) => host.call('embed', texts)),
  );
}

async function drawDoubtful(session: Session, student: string): Promise<void> {
  const project = session.project();
  const { database, draft } = project;
  if (draft().corpus.length === 0) return;
  const known = labelledTexts(database, draft());
  const texts = documentsOf(session)
    .map((document) => ({
      text: labelText(document),
      source: `${path.basename(document.file)}:${document.line}`,
    }))
    .filter(({ text }) => !known.has(normalise(text)) && !isKeptForMeasuring(text));
  const random = randomStream(draft().seed, 'doubt', student, countDoubts(database).labelled);
  // beside a run one thread has to do
  const threads = session.isWorking ? 1 : session.app.settings().compute.threads;
  const chosen = await chooseByDoubt(texts, random, async (drawn) => {
    const predictions = await predictTexts(path.join(project.folder, student), drawn, { threads });
    return predictions.map(({ confidence }) => confidence);
  });
  queueDoubts(database, student, chosen);
}

function documentsOf(session: Session): readonly CorpusDocument[] {
  const { corpus } = session.project().draft();
  if (corpus.length > 0) return readCorpus(corpus).documents;
  throw new BadInput(
    'The project has no documents to label. Make a new project with documents or labelled files.',
  );
}
