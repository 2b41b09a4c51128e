import type { BrowserWindowConstructorOptions } from 'electron';
import { keepWindowState, type Rectangle, readWindowState } from './windowState.ts';

/** The part of Electron's BrowserWindow that is used. */
export interface Window {
  loadURL(url: string): Promise<void>;
  maximize(): void;
  show(): void;
  getNormalBounds(): Rectangle;
  isMaximized(): boolean;
  on(event: 'close', listener: () => void): unknown;
  once(event: 'ready-to-show', listener: () => void): unknown;
}

export interface MainWindowOptions {
  readonly url: string;
  /** The absolute path of the bundled preload. */
  readonly preload: string;
  /** Stores the window's position. */
  readonly stateFile: string;
  readonly screens: readonly Rectangle[];
  readonly isDevelopment: boolean;
}

/**
 * Opens the app's window at its last position, with a page that has only the privileges of a web
 * page.
 */
export function mainWindow<Kind extends Window>(
  create: (options: BrowserWindowConstructorOptions) => Kind,
  { url, preload, stateFile, screens, isDevelopment }: MainWindowOptions,
): Kind {
  const { bounds, isMaximized } = readWindowState(stateFile, screens);
  const window = create({
    width: 1280,
    height: 860,
    ...bounds,
    minWidth: 720,
    minHeight: 480,
    title: 'Stillroom',
    // an empty window would flash
    show: false,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: isDevelopment,
    },
  });
  keepWindowState(window, stateFile);
  window.once('ready-to-show', () => {
    if (isMaximized) window.maximize();
    window.show();
  });
  void window.loadURL(url);
  return window;
}
