import { BadInput } from '../../../models/badInput.ts';
import { randomStream } from '../../../models/randomStream.ts';
import { readCorpus } from '../import/readCorpus.ts';
import { fillQueue } from '../label/fillQueue.ts';
import { giveLabel, labelTask, undoLabel } from '../label/label.ts';
import type { Session } from '../session/session.ts';
import { borrowRetriever } from '../steps/borrow.ts';
import type { Procedures } from './procedures.ts';

/** Gold that people give in Stillroom: labels on their own documents. */
export function labelHandlers({ label }: Procedures) {
  return {
    label: {
      next: label.next.handler(({ context: { session } }) => taskOf(session)),
      give: label.give.handler(({ context: { session }, input }) => {
        const { database, draft } = session.project();
        const { reviewer } = session.app.settings();
        giveLabel(database, input, { reviewer, labels: Object.keys(draft().task.labels) });
        session.touch();
        return taskOf(session);
      }),
      undo: label.undo.handler(({ context: { session } }) => {
        undoLabel(session.project().database, session.app.settings().reviewer);
        session.touch();
        return taskOf(session);
      }),
    },
  };
}

/** The text in hand; more documents are drawn when the last one has been labelled. */
async function taskOf(session: Session) {
  const { database, draft } = session.project();
  const task = labelTask(database, draft());
  if (task.next) return task;
  await drawMore(session);
  return labelTask(database, draft());
}

async function drawMore(session: Session): Promise<void> {
  const { database, draft } = session.project();
  const { corpus, encoder, seed } = draft();
  if (corpus.length === 0) {
    throw new BadInput(
      'The project has no documents to label. Make a new project with documents or labelled files.',
    );
  }
  const { documents } = readCorpus(corpus);
  const model = await session.store.require(encoder, 'encoder');
  const { n } = database.get<{ n: number }>('SELECT count(*) AS n FROM label_queue')!;
  const random = randomStream(seed, 'label', n);
  await borrowRetriever(model, (host) =>
    fillQueue(database, documents, random, (texts) => host.call('embed', texts)),
  );
}
