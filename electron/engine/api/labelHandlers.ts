import type { LabelOrder, LabelTask } from '../../contract/label.ts';
import { labelNames } from '../../contract/labelNames.ts';
import { studentsOf } from '../evaluation/resultsPage.ts';
import { giveLabel, undoLabel } from '../label/label.ts';
import { nextLabelTask } from '../label/nextLabelTask.ts';
import { requireTexts } from '../session/requireTexts.ts';
import type { Session } from '../session/session.ts';
import type { Procedures } from './procedures.ts';

/** Gold that people create in Stillroom by labelling their own documents. */
export function labelHandlers({ label }: Procedures) {
  return {
    label: {
      next: label.next.handler(({ context: { session }, input }) => nextTask(session, input.order)),
      give: label.give.handler(({ context: { session }, input: { order, ...given } }) => {
        const { database, draft } = session.project();
        const { reviewer } = session.app.settings();
        giveLabel(database, given, { reviewer, labels: labelNames(draft().task) });
        session.touch();
        return nextTask(session, order);
      }),
      undo: label.undo.handler(({ context: { session }, input: { order } }) => {
        undoLabel(session.project().database, session.app.settings().reviewer);
        session.touch();
        return nextTask(session, order);
      }),
    },
  };
}

function nextTask(session: Session, order: LabelOrder): Promise<LabelTask> {
  const { app, store, isWorking } = session;
  const project = session.project();
  const draft = project.draft();
  requireTexts(draft, 'Label', 'Give labelled files in a new project, or on the Project page.');
  // one thread only during a run
  const threads = isWorking ? 1 : app.settings().compute.threads;
  const student = studentsOf(project)[0]?.id;
  return nextLabelTask({ project, draft, store, student, threads }, order);
}
