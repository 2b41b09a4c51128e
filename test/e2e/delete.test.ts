import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { finishedProject } from '../fixtures/finishedProject.ts';
import { type OpenedApp, openApp } from './openApp.ts';
import { seriousFindings } from './seriousFindings.ts';

/** Deleting a document with what came from it, and a whole project. */
let app: OpenedApp;
let corpus: string;
beforeAll(async () => {
  app = await openApp({
    async prepare(home) {
      const { models, files } = await finishedProject(home);
      corpus = path.join(files, 'films.jsonl');
      return { STILLROOM_MODELS: models };
    },
  });
  await app.page.getByRole('button', { name: /^Tiny/ }).click();
  await app.page.waitForSelector('h1:has-text("Tiny")');
});
afterAll(() => app?.close());

it('says what came from a document, and leaves it alone until that is confirmed', async () => {
  const { page } = app;
  await app.goTo('corpus');
  await page.getByText('40 documents').waitFor();
  await page.getByRole('button', { name: 'Delete films.jsonl:3', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete films.jsonl:3' });
  await dialog.getByText('the document, in every file of the project that has it').waitFor();
  await dialog.getByText(`${corpus} still has it.`).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Keep the document' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('40 documents').waitFor();
});

it('deletes it, although a file of the user’s still has it', async () => {
  const { page } = app;
  await page.getByRole('button', { name: 'Delete films.jsonl:3', exact: true }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByText('films.jsonl:3 is deleted, with what came from it.').first().waitFor();
  await page.getByText('39 documents').waitFor();
  expect(await page.getByText('films.jsonl:3', { exact: true }).count()).toBe(0);
  // the rows of S3, which writes from no document, are still there to review
  await app.goTo('review');
  await page.locator('.review-foot', { hasText: 'Row 1 of ' }).waitFor();
});

it('deletes a project, and takes it off the list', async () => {
  const { page } = app;
  await app.goTo('start');
  await page.getByRole('button', { name: 'Delete Tiny' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete the project Tiny' });
  await dialog.getByText(/This deletes \d+ files/).waitFor();
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByText('None yet. The demo is a good first look').waitFor();
  expect(existsSync(path.join(app.home, 'projects', 'Tiny.stillroom'))).toBe(false);
  expect(readdirSync(path.join(app.home, 'tiny'))).toContain('films.jsonl');
  expect(app.complaints).toEqual([]);
});
