import { mkdirSync } from 'node:fs';
import path from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { answerPortRequests } from './answerPortRequests.ts';
import { appMenu } from './appMenu.ts';
import { APP_SCHEME, APP_URL, appProtocol, isAppUrl } from './appProtocol.ts';
import { setChromiumSwitches } from './chromiumSwitches.ts';
import { engineProcess } from './engineProcess.ts';
import { keepAwake } from './keepAwake.ts';
import { keychain } from './keychain.ts';
import { lockDown, lockDownContents } from './lockDown.ts';
import { mainWindow } from './mainWindow.ts';
import { pauseBeforeQuit } from './pauseBeforeQuit.ts';
import { singleInstance } from './singleInstance.ts';

// Assembles the desktop app. All decisions are made in the other files of this folder.

// the build bundles each entry into the same folder, including this file
const built = (name: string) => path.join(import.meta.dirname, name);
const isDevelopment = !app.isPackaged;

// what the window and the engine's processes create is for the user alone
process.umask(0o077);

// a separate STILLROOM_HOME also separates the window's data, so that another instance may run
const { STILLROOM_HOME } = process.env;
if (STILLROOM_HOME) {
  const folder = path.join(STILLROOM_HOME, 'window');
  mkdirSync(folder, { recursive: true });
  app.setPath('userData', folder);
}

app.enableSandbox();
const refusal = setChromiumSwitches(app.commandLine, isDevelopment);
if (refusal !== null) {
  console.error(refusal);
  app.exit(2);
}
protocol.registerSchemesAsPrivileged([APP_SCHEME]);
app.on('web-contents-created', (_event, contents) => lockDownContents(contents));

const engine = engineProcess(
  {
    fork: (entry, args, options) => utilityProcess.fork(entry, args, options),
    channel: () => new MessageChannelMain(),
    kill(pid) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // it has just ended by itself
      }
    },
  },
  {
    entry: built('engineMain.js'),
    hostEntry: built('hostMain.js'),
    onWorking: keepAwake(powerSaveBlocker),
    onShowInFolder: (file) => shell.showItemInFolder(file),
    chooseFolder,
    keychain: keychain(safeStorage, process.platform),
    machine: () => ({
      isOnBattery: powerMonitor.isOnBatteryPower(),
      idleSeconds: powerMonitor.getSystemIdleTime(),
    }),
    onNotOpened: (folder, reason) => say('warning', `${folder} could not be opened.`, reason),
  },
);

/** Projects to open that were received before the app was ready to start an engine. */
const early: string[] = [];
let open: (folder: string) => void = (folder) => early.push(folder);

const isFirst = singleInstance(app, {
  // `electron .` has one additional argument
  argv: process.argv.slice(app.isPackaged ? 1 : 2),
  onOpen: (folder) => open(folder),
  onShow: showWindow,
});

if (isFirst) {
  answerPortRequests(ipcMain, isAppUrl, (window) => engine.connect(window));
  pauseBeforeQuit(app, () => engine.close());
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  void app.whenReady().then(begin);
} else {
  app.quit();
}

function begin(): void {
  const locked = lockDown(
    session.defaultSession,
    (url) => isAppUrl(url) || (isDevelopment && url.startsWith('devtools://')),
  );
  appProtocol(protocol, built('renderer'));
  const menu = appMenu({
    platform: process.platform,
    isDevelopment,
    chooseProject: () => void chooseProject(),
    showRefused() {
      const message = `Requests of the window refused since the start: ${locked.refused()}.`;
      say('info', message, 'It may load its own page only.');
    },
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu));
  openWindow();
  app.on('activate', showWindow);
  open = (folder) => engine.open(folder);
  for (const folder of early.splice(0)) open(folder);
}

function openWindow(): void {
  mainWindow((options) => new BrowserWindow(options), {
    url: APP_URL,
    preload: built('preload.cjs'),
    stateFile: path.join(app.getPath('userData'), 'window.json'),
    screens: screen.getAllDisplays().map(({ workArea }) => workArea),
    isDevelopment,
  });
}

function showWindow(): void {
  const [window] = BrowserWindow.getAllWindows();
  if (window?.isMinimized()) window.restore();
  if (window) window.focus();
  else if (app.isReady()) openWindow();
}

async function chooseProject(): Promise<void> {
  const { filePaths } = await dialog.showOpenDialog({
    title: 'Open a project',
    // on macOS a project looks like a single file
    properties: process.platform === 'darwin' ? ['openFile', 'openDirectory'] : ['openDirectory'],
    filters: [{ name: 'Stillroom project', extensions: ['stillroom'] }],
  });
  for (const folder of filePaths) engine.open(folder);
}

async function chooseFolder(): Promise<string | null> {
  const { filePaths } = await dialog.showOpenDialog({
    title: 'Choose a folder for exports',
    properties: ['openDirectory', 'createDirectory'],
  });
  return filePaths[0] ?? null;
}

function say(type: 'info' | 'warning', message: string, detail: string): void {
  void dialog.showMessageBox({ type, message, detail, buttons: ['OK'] });
}
