import { statSync } from 'node:fs';
import path from 'node:path';

/** The part of Electron's App that is used. */
export interface InstanceApp {
  requestSingleInstanceLock(additionalData: Record<string, unknown>): boolean;
  on(
    event: 'second-instance',
    listener: (event: unknown, argv: string[], folder: string, additionalData: unknown) => void,
  ): unknown;
  on(
    event: 'open-file',
    listener: (event: { preventDefault(): void }, path: string) => void,
  ): unknown;
}

/**
 * Makes this the only instance, which opens the projects that later instances are started with,
 * because a project has a single writer, the engine.
 * @param argv the arguments after the app's own; those that are projects are opened
 * @returns false if another instance is running, which has been notified; this one must exit
 */
export function singleInstance(
  app: InstanceApp,
  {
    argv,
    onOpen,
    onShow,
  }: {
    readonly argv: readonly string[];
    readonly onOpen: (folder: string) => void;
    /** A later instance was started, so the user wants to see the app. */
    readonly onShow: () => void;
  },
): boolean {
  // resolved here, because the first instance has another working directory and receives the
  // arguments in a different order
  const folders = argv.map((argument) => path.resolve(argument)).filter(isProject);
  if (!app.requestSingleInstanceLock({ folders })) return false;
  app.on('second-instance', (_event, _argv, _folder, additionalData) => {
    onShow();
    for (const folder of foldersIn(additionalData)) onOpen(folder);
  });
  app.on('open-file', (event, file) => {
    event.preventDefault();
    if (isProject(file)) onOpen(file);
  });
  for (const folder of folders) onOpen(folder);
  return true;
}

function foldersIn(data: unknown): string[] {
  const folders = (data as { folders?: unknown } | null)?.folders;
  return Array.isArray(folders)
    ? folders.filter((one): one is string => typeof one === 'string' && isProject(one))
    : [];
}

function isProject(folder: string): boolean {
  return (
    folder.endsWith('.stillroom') &&
    (statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false)
  );
}
