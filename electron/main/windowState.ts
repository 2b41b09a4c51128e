import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Pixels of the desktop, which may span several screens. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The position and size of a window when it was last closed. */
export interface WindowState {
  readonly bounds: Rectangle | null;
  readonly isMaximized: boolean;
}

interface StatefulWindow {
  getNormalBounds(): Rectangle;
  isMaximized(): boolean;
  on(event: 'close', listener: () => void): unknown;
}

/** A window with less visible area than this cannot be found or moved. */
const LEAST_SHOWN = 100;

/** @param screens the current screens, because one may have been unplugged since */
export function readWindowState(file: string, screens: readonly Rectangle[]): WindowState {
  try {
    const { bounds, isMaximized } = JSON.parse(readFileSync(file, 'utf8')) as WindowState;
    const isShown = isRectangle(bounds) && screens.some((screen) => overlap(bounds, screen));
    return { bounds: isShown ? bounds : null, isMaximized: isMaximized === true };
  } catch {
    // missing or damaged: losing a window's position does no harm
    return { bounds: null, isMaximized: false };
  }
}

/** Saves a window's position when it closes. */
export function keepWindowState(window: StatefulWindow, file: string): void {
  window.on('close', () => {
    const state: WindowState = {
      bounds: window.getNormalBounds(),
      isMaximized: window.isMaximized(),
    };
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.part`, JSON.stringify(state));
    renameSync(`${file}.part`, file);
  });
}

function isRectangle(value: Rectangle | null): value is Rectangle {
  return (
    value !== null &&
    typeof value === 'object' &&
    [value.x, value.y, value.width, value.height].every(Number.isFinite)
  );
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width >= LEAST_SHOWN && height >= LEAST_SHOWN;
}
