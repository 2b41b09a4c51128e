import { readFileSync } from 'node:fs';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { appFile } from '../appFile.ts';
import type { Procedures } from './procedures.ts';

/** Projects: which there are, opening, making and closing them; and the user's settings. */
export function startHandlers({ start, settings }: Procedures) {
  return {
    start: {
      recent: start.recent.handler(({ context: { session } }) => session.app.recent()),
      machine: start.machine.handler(({ context: { session } }) => ({
        cores: availableParallelism(),
        memoryBytes: totalmem(),
        freeBytes: freemem(),
        projectsFolder: session.app.projectsFolder,
        modelsFolder: session.store.folder,
        version: version(),
      })),
      open: start.open.handler(({ context: { session }, input }) => session.open(input.folder)),
      demo: start.demo.handler(({ context: { session } }) => session.createDemo()),
      create: start.create.handler(({ context: { session }, input }) =>
        session.create(input.name, input.draft),
      ),
      close: start.close.handler(({ context: { session } }) => session.closeProject()),
    },
    settings: {
      get: settings.get.handler(({ context: { session } }) => session.app.settings()),
      set: settings.set.handler(({ context: { session }, input }) => {
        const { reviewer, theme } = input;
        session.app.change({ ...(reviewer ? { reviewer } : {}), ...(theme ? { theme } : {}) });
      }),
    },
  };
}

function version(): string {
  return (JSON.parse(readFileSync(appFile('package.json'), 'utf8')) as { version: string }).version;
}
