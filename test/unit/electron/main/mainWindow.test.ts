import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { mainWindow, type Window } from '../../../../electron/main/mainWindow.ts';
import type { Rectangle } from '../../../../electron/main/windowState.ts';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 };

class FakeWindow extends EventEmitter implements Window {
  readonly #options: Partial<Rectangle>;
  shown = false;
  maximized = false;
  url = '';
  bounds: Rectangle;
  constructor(options: Partial<Rectangle>) {
    super();
    this.#options = options;
    const { x = 50, y = 50, width = 800, height = 600 } = options;
    this.bounds = { x, y, width, height };
  }
  get isPlaced(): boolean {
    return this.#options.x !== undefined;
  }
  async loadURL(url: string) {
    this.url = url;
  }
  maximize() {
    this.maximized = true;
  }
  isMaximized() {
    return this.maximized;
  }
  show() {
    this.shown = true;
  }
  getNormalBounds() {
    return this.bounds;
  }
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-window-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => path.join(folder, 'user data', 'window.json');

function open(screens: readonly Rectangle[] = [SCREEN], isDevelopment = false) {
  let preferences: object = {};
  const window = mainWindow(
    (options) => {
      preferences = options.webPreferences ?? {};
      return new FakeWindow(options as Partial<Rectangle>);
    },
    { url: 'app://stillroom/', preload: '/preload.cjs', stateFile: file(), screens, isDevelopment },
  );
  return { window, preferences };
}

it('gives the page nothing that a web page has not', () => {
  const { window, preferences } = open();
  expect(window.url).toBe('app://stillroom/');
  expect(preferences).toEqual({
    preload: '/preload.cjs',
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
    devTools: false,
  });
  expect(open([SCREEN], true).preferences).toMatchObject({ devTools: true, sandbox: true });
});

it('is shown when there is something to see, where it was closed', () => {
  const first = open().window;
  expect(first.isPlaced).toBe(false);
  expect(first.shown).toBe(false);
  first.emit('ready-to-show');
  expect(first.shown).toBe(true);
  expect(first.maximized).toBe(false);
  first.bounds = { x: 300, y: 200, width: 1000, height: 700 };
  first.maximized = true;
  first.emit('close');
  const second = open().window;
  expect(second.bounds).toEqual(first.bounds);
  second.emit('ready-to-show');
  expect(second.maximized).toBe(true);
});

it('comes back from a screen that is gone', () => {
  const first = open().window;
  first.bounds = { x: 2500, y: 200, width: 1000, height: 700 };
  first.emit('close');
  expect(open([SCREEN, { ...SCREEN, x: 1920 }]).window.isPlaced).toBe(true);
  expect(open().window.isPlaced).toBe(false);
});

it.each(['', '{', 'null', '{"bounds":{"x":"a"}}', '{"bounds":3}'])(
  'opens with a state of %j',
  (text) => {
    open().window.emit('close');
    writeFileSync(file(), text);
    expect(open().window.isPlaced).toBe(false);
  },
);
