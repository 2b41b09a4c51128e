import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { labelNames } from '../../contract/labelNames.ts';
import { resultsPage } from '../evaluation/resultsPage.ts';
import { readOutsideFile } from '../exchange/readOutsideFile.ts';
import { planReviews, takeReviews } from '../exchange/takeReviews.ts';
import { exportReviewed } from '../export/exportReviewed.ts';
import { requireLocal } from '../files/requireLocal.ts';
import { countReviewed } from '../recipes/reviewed.ts';
import type { Session } from '../session/session.ts';
import { keepFile } from './filesHandlers.ts';
import type { Procedures } from './procedures.ts';
import { requireUploaded } from './requireGiven.ts';

/** The results of runs, and exports. */
export function resultsHandlers({ results, export: exporting }: Procedures) {
  /** A page can have no other path shown. */
  const exported = new Set<string>();
  return {
    results: {
      page: results.page.handler(({ context: { session } }) => resultsPage(session.project())),
      retrain: results.retrain.handler(({ context: { session }, input: { only } }) =>
        session.startRun({ kind: 'reviewed', only }),
      ),
    },
    export: {
      write: exporting.write.handler(async ({ context: { session }, input }) => {
        if (input.folder !== undefined) requireLocal(input.folder);
        const project = session.project();
        const written = await exportReviewed(project, input, project.draft().task.labels);
        exported.add(written.path);
        session.touch();
        return written;
      }),
      chooseFolder: exporting.chooseFolder.handler(async ({ context: { desktop } }) => {
        if (!desktop) throw new BadInput('A browser cannot ask for a folder. Type its path.');
        return { folder: await desktop.chooseFolder() };
      }),
      show: exporting.show.handler(({ context: { desktop }, input }) => {
        if (!desktop) {
          throw new BadInput('A browser shows no folder. Open it in your file manager.');
        }
        if (!exported.has(input.path)) {
          throw new BadInput(`${input.path} was not exported since Stillroom was started.`);
        }
        desktop.showInFolder(input.path);
      }),
      counts: exporting.counts.handler(({ context: { session } }) => {
        const { database } = session.project();
        return {
          accepted: countReviewed(database, 'accepted'),
          notRejected: countReviewed(database, 'notRejected'),
        };
      }),
      readReviews: exporting.readReviews.handler(({ context: { session }, input }) =>
        keepFile(session.app.waitingFolder, input, (kept) => ({
          file: kept,
          name: path.basename(kept),
          ...planReviews(session.project().database, readOutsideFile(kept), labelsOf(session))
            .found,
        })),
      ),
      takeReviews: exporting.takeReviews.handler(({ context: { session }, input: { file } }) => {
        const given = requireUploaded(file, session.app.waitingFolder);
        const outcome = takeReviews(session.project().database, readOutsideFile(given), {
          reviewer: session.app.settings().reviewer,
          labels: labelsOf(session),
          name: path.basename(file),
        });
        session.touch();
        return outcome;
      }),
    },
  };
}

function labelsOf(session: Session): string[] {
  return labelNames(session.project().draft().task);
}
