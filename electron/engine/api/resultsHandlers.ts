import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { exportReviewed } from '../export/exportReviewed.ts';
import { predictTexts } from '../export/predictFile.ts';
import { resultsPage, studentsOf } from '../report/resultsPage.ts';
import type { Procedures } from './procedures.ts';

/** What came of the runs: results, the students in use, and files to take away. */
export function resultsHandlers({ results, use, export: exporting }: Procedures) {
  return {
    results: {
      page: results.page.handler(({ context: { session } }) => resultsPage(session.project())),
      retrain: results.retrain.handler(({ context: { session }, input: { only } }) =>
        session.startRun({ kind: 'reviewed', only }),
      ),
    },
    use: {
      students: use.students.handler(({ context: { session } }) => studentsOf(session.project())),
      classify: use.classify.handler(async ({ context: { session }, input }) => {
        const project = session.project();
        const known = studentsOf(project).find(({ id }) => id === input.student);
        if (!known) throw new BadInput('This student is not in the project any more.');
        const predictions = await predictTexts(path.join(project.folder, known.id), input.texts);
        return predictions.map(({ text, label, confidence }) => ({ text, label, confidence }));
      }),
    },
    export: {
      write: exporting.write.handler(async ({ context: { session }, input }) => {
        const written = await exportReviewed(session.project(), input);
        session.touch();
        return written;
      }),
    },
  };
}
