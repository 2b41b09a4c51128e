import { freemem, totalmem } from 'node:os';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { makeFolder } from '../../../models/makeFolder.ts';
import { projectContents } from '../deletion/deleteProject.ts';
import { bugReport } from '../diagnosis/bugReport.ts';
import { appVersion } from '../files/appVersion.ts';
import { requireLocal } from '../files/requireLocal.ts';
import { logEnd } from '../log/log.ts';
import { findGpu } from '../runtime/borrow.ts';
import { physicalCores } from '../runtime/physicalCores.ts';
import type { AppState } from '../session/appState.ts';
import type { Procedures } from './procedures.ts';
import { requireGivenFiles, requireNotUploaded } from './requireGiven.ts';

/** Projects: listing, opening, creating and closing them; and the user's settings. */
export function startHandlers({ start, settings }: Procedures) {
  return {
    start: {
      recent: start.recent.handler(({ context: { session } }) => session.app.recent()),
      machine: start.machine.handler(({ context: { session } }) => ({
        cores: physicalCores(),
        memoryBytes: totalmem(),
        freeBytes: freemem(),
        projectsFolder: session.app.projectsFolder,
        modelsFolder: session.store.folder,
        version: appVersion(),
        conditions: [...session.machine.conditions],
      })),
      open: start.open.handler(({ context: { session }, input: { folder } }) => {
        requireLocal(folder);
        requireNotUploaded(folder, session.app.waitingFolder);
        return session.open(folder);
      }),
      demo: start.demo.handler(({ context: { session } }) => session.createDemo()),
      create: start.create.handler(({ context: { session }, input: { name, draft } }) => {
        requireGivenFiles(draft, session.app.waitingFolder);
        return session.create(name, draft);
      }),
      close: start.close.handler(({ context: { session } }) => session.closeProject()),
      contents: start.contents.handler(({ context: { session }, input: { folder } }) => {
        requireListed(session.app, folder);
        return projectContents(folder);
      }),
      delete: start.delete.handler(({ context: { session }, input: { folder } }) => {
        requireListed(session.app, folder);
        return session.deleteProject(folder);
      }),
      forget: start.forget.handler(({ context: { session }, input: { folder } }) =>
        session.app.forget(folder),
      ),
    },
    settings: {
      get: settings.get.handler(({ context: { session } }) => session.app.settings()),
      set: settings.set.handler(({ context: { session }, input }) => {
        const { reviewer, theme, projectsFolder, compute } = input;
        if (projectsFolder) requireFolder(projectsFolder);
        session.app.change({
          ...(reviewer ? { reviewer } : {}),
          ...(theme ? { theme } : {}),
          ...(projectsFolder ? { projectsFolder } : {}),
          ...(compute ? { compute } : {}),
        });
      }),
      gpu: settings.gpu.handler(() => findGpu()),
      log: settings.log.handler(() => logEnd()),
      bugReport: settings.bugReport.handler(async ({ context: { session } }) => ({
        text: await bugReport(session.app, session.store),
      })),
    },
  };
}

/** @throws BadInput for a folder that a page names by itself: it deletes only what a person opened */
function requireListed({ recent }: AppState, folder: string): void {
  if (recent().some((one) => one.folder === folder)) return;
  throw new BadInput(`${folder} is not among the recent projects. Open it first, then delete it.`);
}

/** @throws BadInput for a folder that does not exist and cannot be created */
function requireFolder(folder: string): void {
  requireLocal(folder);
  if (!path.isAbsolute(folder)) {
    throw new BadInput(`${folder}: give the whole path of the folder.`);
  }
  makeFolder(folder);
}
