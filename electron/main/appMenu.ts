import type { MenuItemConstructorOptions } from 'electron';

export interface AppMenuOptions {
  readonly platform: NodeJS.Platform;
  readonly isDevelopment: boolean;
  readonly chooseProject: () => void;
  readonly showRefused: () => void;
}

/** The menu: the system's standard items, opening a project, and no links to the web. */
export function appMenu({
  platform,
  isDevelopment,
  chooseProject,
  showRefused,
}: AppMenuOptions): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        { label: 'Open project…', accelerator: 'CmdOrCtrl+O', click: chooseProject },
        separator,
        { role: isMac ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        // lets the user recover if a page hangs; the engine is not affected
        { role: 'reload' },
        ...(isDevelopment ? [{ role: 'toggleDevTools' } as const] : []),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: [{ label: 'Refused requests', click: showRefused }] },
  ];
}
