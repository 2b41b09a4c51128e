import { dataMapForm, studentForm } from '../experiment/recipeForms.ts';
import type { Procedures } from './procedures.ts';
import { requireGivenFiles } from './requireGiven.ts';

/** The open project and the settings of its next run. */
export function projectHandlers({ project }: Procedures) {
  return {
    project: {
      studentForm: project.studentForm.handler(({ context: { session } }) =>
        studentForm(session.project().draft().task.kind),
      ),
      dataMapForm: project.dataMapForm.handler(() => dataMapForm()),
      save: project.save.handler(({ context: { session }, input: { draft } }) => {
        requireGivenFiles(draft, session.app.waitingFolder, session.project().draft());
        return session.saveDraft(draft);
      }),
    },
  };
}
