import { chmodSync, readFileSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openProject } from '../../electron/engine/project/project.ts';
import { writeDraft } from '../../electron/engine/session/draft.ts';
import { openDatabase } from '../../native/sqlite/database.ts';
import { filmDraft } from '../fixtures/filmDraft.ts';
import { projectWithRows } from '../fixtures/rowsProject.ts';
import { type OpenedApp, openApp } from './openApp.ts';

/** What can go wrong with a project, each as a user meets it; with a model: lostModel.slow.test.ts. */

let app: OpenedApp | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

/** A finished project of 2,000 rows, closed. */
async function someProject(): Promise<string> {
  const rows = Array.from({ length: 2000 }, (_, i) => ({
    text: `row ${i} of a project that something is about to happen to`,
    label: i % 2 === 0 ? 'positive' : 'negative',
  }));
  const project = await projectWithRows(rows);
  writeDraft(project, filmDraft());
  project.close();
  return project.folder;
}

async function openFolder({ page }: OpenedApp, folder: string): Promise<void> {
  await page.getByLabel('Open a project by its folder').fill(folder);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
}

/** What the page says went wrong. */
const alertOf = ({ page }: OpenedApp) => page.getByRole('alert').innerText();

describe('a project that cannot be opened', () => {
  it('was made by a newer version', async () => {
    const folder = await someProject();
    const database = openDatabase(path.join(folder, 'project.db'));
    database.userVersion = 999;
    database.close();
    const before = readFileSync(path.join(folder, 'project.db'));
    app = await openApp();
    await openFolder(app, folder);
    await expect.poll(() => alertOf(app!)).toMatch(/made by a newer Stillroom.*Update Stillroom/s);
    expect(readFileSync(path.join(folder, 'project.db')).equals(before)).toBe(true);
  });

  it('was cut in half', async () => {
    const folder = await someProject();
    const file = path.join(folder, 'project.db');
    truncateSync(file, statSync(file).size / 2);
    app = await openApp();
    await openFolder(app, folder);
    await expect.poll(() => alertOf(app!)).toMatch(/is damaged.*restore the project/s);
    expect(await app.page.locator('h1').innerText()).toContain('Distil');
  });

  it('is open in another process, until that lets go of it', async () => {
    const folder = await someProject();
    const other = await openProject(folder, { create: false });
    app = await openApp();
    await openFolder(app, folder);
    await expect.poll(() => alertOf(app!)).toMatch(/open in another Stillroom.*try again/s);
    other.close();
    await openFolder(app, folder);
    await app.page.waitForSelector('h1:has-text("p")');
    await app.page.getByText('2000 of 2000').waitFor();
  });

  it('lies where nobody may write', async () => {
    const folder = await someProject();
    chmodSync(path.join(folder, 'project.db'), 0o444);
    chmodSync(folder, 0o555);
    app = await openApp({ obeysFileModes: true });
    await openFolder(app, folder);
    await expect.poll(() => alertOf(app!)).toMatch(/read-only for you\. Copy the project/);
    chmodSync(folder, 0o755);
  });
});
