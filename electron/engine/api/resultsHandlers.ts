import { exportReviewed } from '../export/exportReviewed.ts';
import { resultsPage } from '../report/resultsPage.ts';
import type { Procedures } from './procedures.ts';

/** What came of the runs: results, and files to take away. */
export function resultsHandlers({ results, export: exporting }: Procedures) {
  return {
    results: {
      page: results.page.handler(({ context: { session } }) => resultsPage(session.project())),
      retrain: results.retrain.handler(({ context: { session }, input: { only } }) =>
        session.startRun({ kind: 'reviewed', only }),
      ),
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
