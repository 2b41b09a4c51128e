import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../electron/packing/buildApp.ts';
import { findElectron } from '../../electron/packing/findElectron.ts';
import { ROOT } from '../../electron/packing/root.ts';

// The built app in a real Electron. What stand-ins play everywhere else is Electron's own here: its
// windows, its processes, its ports, and what it makes of our settings.

const binary = findElectron();
if (!binary) console.log('skipped: no Electron binary');

describe.skipIf(!binary)('the app in Electron', () => {
  let home: string;
  let env: Record<string, string>;
  let electron: ElectronApplication;
  let page: Page;
  const complaints: string[] = [];
  const demo = () => path.join(home, 'projects', 'Demo.stillroom');

  beforeAll(async () => {
    await buildApp();
    home = mkdtempSync(path.join(tmpdir(), 'stillroom-electron-'));
    const inherited = Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    // the window's own folder lies there too, so that an app at work is another instance
    env = { ...Object.fromEntries(inherited), STILLROOM_HOME: home };
    electron = await _electron.launch({
      executablePath: binary!,
      args: [ROOT],
      env,
      // Playwright would switch it off, and it is a part of what is tested
      chromiumSandbox: true,
    });
    electron.process().stderr?.pipe(process.stderr);
    page = await electron.firstWindow();
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.waitForSelector('h1');
  });
  afterAll(async () => {
    await electron?.close();
    rmSync(home, { recursive: true, force: true });
  });

  const windows = () =>
    electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

  it('shows the Start page, from its own scheme, in one window', async () => {
    expect(page.url()).toMatch(/^app:\/\/stillroom\//);
    expect(await page.title()).toBe('Stillroom');
    await page.getByRole('button', { name: 'Open the demo' }).waitFor();
    expect(await windows()).toBe(1);
  });

  it('gives the page nothing of Node or Electron', async () => {
    const found = await page.evaluate(() =>
      ['require', 'module', 'process', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter(
        (name) => name in window,
      ),
    );
    expect(found).toEqual([]);
  });

  it('runs no code but the page’s own', async () => {
    const outcome = await page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.ranInline = true';
      document.body.append(script);
      // later, because a debugger's own call is let through
      const evaluated = await new Promise((resolve) => {
        setTimeout(() => {
          try {
            resolve(new Function('return "ran"')());
          } catch (error) {
            resolve((error as Error).name);
          }
        });
      });
      return { evaluated, ranInline: 'ranInline' in window };
    });
    expect(outcome).toEqual({ evaluated: 'EvalError', ranInline: false });
  });

  it('goes nowhere, opens nothing, asks nobody', async () => {
    const url = page.url();
    const outcome = await page.evaluate(async () => {
      const opened = window.open('https://example.org/');
      const link = document.createElement('a');
      link.href = 'https://example.org/';
      document.body.append(link);
      link.click();
      link.remove();
      const reach = (target: string) =>
        fetch(target).then(
          () => 'reached',
          () => 'refused',
        );
      return {
        opened: opened === null,
        web: await reach('https://example.org/'),
        disk: await reach('file:///etc/passwd'),
        notifications: await Notification.requestPermission(),
      };
    });
    expect(outcome).toEqual({
      opened: true,
      web: 'refused',
      disk: 'refused',
      notifications: 'denied',
    });
    await page.waitForTimeout(500);
    expect(page.url()).toBe(url);
    expect(await windows()).toBe(1);
  });

  it('makes the demo project by the engine in its own process', async () => {
    await page.getByRole('button', { name: 'Open the demo' }).click();
    await page.waitForSelector('main[data-screen="run"]');
    expect(existsSync(path.join(demo(), 'project.db'))).toBe(true);
    expect(existsSync(path.join(demo(), 'imports', 'corpus', 'films.jsonl'))).toBe(true);
  });

  it('is one instance: a second one hands over its project, and ends', async () => {
    const second = spawn(binary!, [ROOT, demo()], { env, stdio: 'ignore' });
    const code = await new Promise((resolve) => second.once('close', resolve));
    expect(code).toBe(0);
    expect(await windows()).toBe(1);
    await page.waitForSelector('main[data-screen="run"]');
    expect(complaints).toEqual([]);
  });

  it('closes its project when it is quit', async () => {
    const closed = new Promise((resolve) => electron.process().once('close', resolve));
    // the answer to this call may be lost with the process
    await electron.evaluate(({ app }) => app.quit()).catch(() => {});
    await closed;
    expect(existsSync(path.join(demo(), 'project.db'))).toBe(true);
    // SQLite clears its log away when it is closed in order
    expect(existsSync(path.join(demo(), 'project.db-wal'))).toBe(false);
  });
});
