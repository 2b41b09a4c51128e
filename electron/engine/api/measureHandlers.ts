import { BadInput } from '../../../models/badInput.ts';
import { exportReport } from '../export/exportReport.ts';
import { measureMap, measuresPage } from '../measuring/measureProject.ts';
import { beginMeasure } from '../session/beginMeasure.ts';
import type { Procedures } from './procedures.ts';

/** What is measured of rows themselves. */
export function measureHandlers({ measures }: Procedures) {
  return {
    measures: {
      page: measures.page.handler(({ context: { session } }) => {
        const project = session.project();
        return project.database.get('SELECT 1 FROM runs') ? measuresPage(project) : null;
      }),
      begin: measures.begin.handler(({ context: { session } }) => beginMeasure(session)),
      map: measures.map.handler(({ context: { session }, input: { name } }) =>
        measureMap(session.project(), name),
      ),
      report: measures.report.handler(({ context: { session } }) =>
        exportReport(session.project()),
      ),
      row: measures.row.handler(({ context: { session }, input: { row } }) => {
        const found = session
          .project()
          .database.get<{ text: string; label: string; recipe: string }>(
            'SELECT text, label, recipe FROM review_rows WHERE id = ?',
            row,
          );
        if (!found) throw new BadInput('This row is not in the project any more. Measure again.');
        return found;
      }),
    },
  };
}
