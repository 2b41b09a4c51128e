import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findElectron } from '../../../../electron/packing/findElectron.ts';
import { startApp } from '../../../../electron/packing/startApp.ts';

// The package `electron` is played by a folder of its shape: an installer, and a program that writes
// down what it was started with.

let folder: string;
let said: string;
let built: boolean;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-electron-'));
  writeFileSync(path.join(folder, 'package.json'), '{"version":"45.4.1"}');
  said = '';
  built = false;
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const start = (...args: string[]) =>
  startApp(args, {
    folder,
    build: async () => {
      built = true;
    },
    say: (sentence) => {
      said += `${sentence}\n`;
    },
  });
const startedWith = () => path.join(folder, 'started');

function writeBinary(): void {
  mkdirSync(path.join(folder, 'dist'));
  const file = path.join(folder, 'dist', 'electron');
  writeFileSync(file, `#!/bin/sh\necho "$@" "$ELECTRON_RUN_AS_NODE" > ${startedWith()}\nexit 7\n`);
  chmodSync(file, 0o755);
  writeFileSync(path.join(folder, 'path.txt'), 'electron');
}

it('opens the built app with the projects named, and ends as it does', async () => {
  vi.stubEnv('ELECTRON_RUN_AS_NODE', 'set by an editor');
  writeBinary();
  expect(await start('My.stillroom')).toBe(7);
  expect(built).toBe(true);
  const [root, ...rest] = readFileSync(startedWith(), 'utf8').trim().split(' ');
  expect(existsSync(path.join(root!, 'electron-builder.yml'))).toBe(true);
  expect(rest).toEqual(['My.stillroom']);
  expect(said).not.toContain('fetch');
});

it('fetches Electron by its own installer, and says what that is', async () => {
  const program = JSON.stringify(`#!/bin/sh\necho "$@" > ${startedWith()}\n`);
  writeFileSync(
    path.join(folder, 'install.js'),
    `const fs = require('fs');
     fs.mkdirSync(__dirname + '/dist');
     fs.writeFileSync(__dirname + '/dist/electron', ${program}, { mode: 0o755 });
     fs.writeFileSync(__dirname + '/path.txt', 'electron');`,
  );
  expect(await start()).toBe(0);
  expect(said).toContain('Electron 45.4.1 is not on this computer yet');
  expect(said).toContain('more than 100 MB');
  expect(existsSync(startedWith())).toBe(true);
});

it('offers the browser, by the exact command, where Electron cannot be had', async () => {
  writeFileSync(
    path.join(folder, 'install.js'),
    "console.error('TypeError: fetch failed'); process.exit(1);",
  );
  expect(await start()).toBe(2);
  expect(built).toBe(false);
  expect(said).toContain('Its installer says: TypeError: fetch failed.');
  expect(said).toContain('    npm run -s stillroom -- serve\n');
});

it('a binary that was begun and not finished is none', () => {
  writeFileSync(path.join(folder, 'path.txt'), 'electron');
  expect(findElectron(folder)).toBeUndefined();
});
