import type { DesktopParentPort } from '../../contract/desktop.ts';

// The entry of the engine's process in Electron.

let isServing = false;
let logFault: (error: unknown) => void = () => {};

process.on('unhandledRejection', (error) => {
  console.error(error);
  logFault(error);
  // once windows are served, what is left over of their calls has been answered; see serveDesktop.ts.
  // Before that the engine could not load, and Electron alone would leave it there, answering nobody.
  if (!isServing) process.exit(1);
});

const log = await import('../log/log.ts');
log.beginLog('desktop');
logFault = log.logFault;
const { serveDesktop } = await import('./serveDesktop.ts');
const main = Reflect.get(process, 'parentPort') as DesktopParentPort;
serveDesktop(main, { end: (code) => process.exit(code) });
isServing = true;
