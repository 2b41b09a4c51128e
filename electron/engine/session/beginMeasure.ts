import { measureProject } from '../measuring/measureProject.ts';
import type { Session } from './session.ts';

/**
 * Makes the measures that are outdated, as a job that can be cancelled; what is made by then is kept.
 * @throws BadInput if something else is running, or no run has written rows
 */
export function beginMeasure(session: Session): void {
  session.requireIdle();
  const project = session.project();
  session.jobs.start({ kind: 'measure', title: 'Measure the rows' }, async (report, signal) => {
    await measureProject(project, session.store, {
      threads: session.app.settings().compute.threads,
      signal,
      onProgress: report,
    });
    return 'Measured the rows.';
  });
}
