import { BadInput } from '../../../models/badInput.ts';
import { studentsOf } from '../evaluation/resultsPage.ts';
import { previewTexts } from '../import/previewFile.ts';
import { queueFromUse } from '../label/queueFromUse.ts';
import { beginUse } from '../session/beginUse.ts';
import { requireLabels } from '../session/requireLabels.ts';
import { requireTexts } from '../session/requireTexts.ts';
import type { OpenProject } from '../session/session.ts';
import type { UseTable } from '../use/openUseTable.ts';
import { saveLabels } from '../use/saveLabels.ts';
import { validationCoverage } from '../use/validationCoverage.ts';
import { keepFile } from './filesHandlers.ts';
import type { Procedures } from './procedures.ts';
import { requireUploaded } from './requireGiven.ts';

/** Students applied to a user's texts. */
export function studentHandlers({ use }: Procedures) {
  return {
    use: {
      students: use.students.handler(({ context: { session } }) => studentsOf(session.project())),
      take: use.take.handler(({ context: { session }, input }) =>
        keepFile(session.app.waitingFolder, input, (kept) => previewTexts(kept)),
      ),
      begin: use.begin.handler(({ context: { session }, input: { student, source } }) => {
        const project = session.project();
        requireTexts(project.draft(), 'Use', PREDICT);
        requireStudent(project, student);
        if (source.kind === 'file') requireUploaded(source.file, session.app.waitingFolder);
        beginUse(session, student, source);
      }),
      summary: use.summary.handler(
        ({ context: { session }, input: { threshold } }) =>
          session.project().use.table?.summary(threshold) ?? null,
      ),
      rows: use.rows.handler(({ context: { session }, input: { order, from, count } }) =>
        tableOf(session.project()).rows(order, from, count),
      ),
      coverage: use.coverage.handler(({ context: { session }, input: { student } }) => {
        const project = session.project();
        requireLabels(project.draft(), 'The Use page', PREDICT);
        requireStudent(project, student);
        return validationCoverage(project, student, session.app.settings().compute.threads);
      }),
      save: use.save.handler(({ context: { session }, input: { threshold } }) => {
        const project = session.project();
        return saveLabels(project, tableOf(project), threshold);
      }),
      labelUncertain: use.labelUncertain.handler(
        ({ context: { session }, input: { threshold } }) => {
          const project = session.project();
          const { student, uncertain } = tableOf(project);
          const outcome = queueFromUse(project.database, project.draft(), {
            student,
            rows: uncertain(threshold),
          });
          session.touch();
          return outcome;
        },
      ),
    },
  };
}

/** Explains how to label texts that have a context. */
const PREDICT = 'Use `stillroom predict STUDENT FILE --context COLUMN --text COLUMN`.';

function requireStudent(project: OpenProject, student: string): void {
  if (studentsOf(project).some(({ id }) => id === student)) return;
  throw new BadInput('This student is not in the project any more.');
}

function tableOf({ use }: OpenProject): UseTable {
  if (use.table) return use.table;
  throw new BadInput('No texts have been labelled since the project was opened.');
}
