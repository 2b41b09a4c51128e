import type { DesktopParentPort } from '../../contract/desktop.ts';

// The entry point of the engine's process in Electron.

let isServing = false;
let logFault: (error: unknown) => void = () => {};

process.on('unhandledRejection', (error) => {
  console.error(error);
  logFault(error);
  // once windows are served, a late rejection belongs to a call that was already answered; see
  // serveDesktop.ts. Before that, a rejection means that the engine could not load, and Electron
  // would keep the process alive without an engine that answers.
  if (!isServing) process.exit(1);
});

const { ownFilesOnly } = await import('../files/ownFilesOnly.ts');
ownFilesOnly();
const log = await import('../log/log.ts');
log.beginLog('desktop');
logFault = log.logFault;
const { serveDesktop } = await import('./serveDesktop.ts');
const main = Reflect.get(process, 'parentPort') as DesktopParentPort;
serveDesktop(main, { end: (code) => process.exit(code) });
isServing = true;
