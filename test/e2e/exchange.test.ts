import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { draftSchema } from '../../electron/contract/draft.ts';
import { openAppState } from '../../electron/engine/session/appState.ts';
import { writeDraft } from '../../electron/engine/session/draft.ts';
import { projectWithRows } from '../fixtures/rowsProject.ts';
import { type OpenedApp, openApp } from './openApp.ts';
import { seriousFindings } from './seriousFindings.ts';

/** Rows on their way to other programs, and what people decided there on its way back. */
let app: OpenedApp;
let exportsFolder: string;
beforeAll(async () => {
  app = await openApp({
    async prepare(home) {
      const project = await projectWithRows(
        ['one', 'two', 'three', 'four'].map((text, i) => ({ text, label: i % 2 ? 'bad' : 'good' })),
      );
      const task = { kind: 'text-classification', labels: { good: 'liked', bad: 'disliked' } };
      writeDraft(
        project,
        draftSchema.parse({ task, gold: {}, teacher: 't', student: { model: 's' } }),
      );
      project.close();
      exportsFolder = project.path('exports');
      openAppState({ STILLROOM_HOME: home }).remember(project.folder);
      return {};
    },
  });
  await app.page.getByRole('button', { name: /^p/ }).first().click();
  await app.page.waitForSelector('h1:has-text("p")');
});
afterAll(() => app?.close());

const card = (title: string) => app.page.locator('.card', { hasText: title });

it('says how many rows each choice writes, before anything is written', async () => {
  const { page } = app;
  await app.goTo('export');
  await page.getByText('Only those that people accepted: 0').waitFor();
  await page.getByText('nobody rejected: 4').waitFor();
  expect(await card('Rows as plain CSV').getByRole('button').isDisabled()).toBe(true);
  await page.getByLabel('All that cleaning kept').check();
  await card('Hugging Face').getByRole('button', { name: 'Write 4 rows' }).click();
  await page.getByText('Written, 4 rows').waitFor();
  expect(readdirSync(path.join(exportsFolder, 'hugging-face-not-rejected')).toSorted()).toEqual([
    '.stillroom.json',
    'README.md',
    'croissant.json',
    'data',
  ]);
  expect(await seriousFindings(page)).toEqual([]);
});

it('writes where and under the name that the user chose, and says what a folder lacks', async () => {
  const { page } = app;
  const folder = path.join(app.home, 'chosen');
  await page.getByLabel('Name', { exact: true }).fill('films');
  await page.getByLabel('Folder', { exact: true }).fill(folder);
  await card('Excel workbook').getByRole('button', { name: 'Write 4 rows' }).click();
  await page.getByText(path.join(folder, 'films.xlsx')).waitFor();
  expect(readdirSync(folder).toSorted()).toEqual(['.stillroom.json', 'films.xlsx']);
  // a browser has no file manager
  expect(await page.getByRole('button', { name: 'Show in folder' }).count()).toBe(0);
  expect(await page.getByRole('button', { name: 'Choose …' }).count()).toBe(0);
  await page.getByLabel('Folder', { exact: true }).fill('films');
  await card('Excel workbook').getByRole('button').click();
  await page.getByText('films is not a whole path.').waitFor();
  await page.getByLabel('Name', { exact: true }).fill('');
  await page.getByLabel('Folder', { exact: true }).fill('');
  expect(await seriousFindings(page)).toEqual([]);
});

it('takes over what people decided in Label Studio after a look, and takes it back', async () => {
  const { page } = app;
  await card('Label Studio').getByRole('button', { name: 'Write 4 rows' }).click();
  const written = page.locator('[role=status] .mono', { hasText: 'label-studio.json' });
  const file = await written.innerText();
  const tasks = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>[];
  const result = [{ from_name: 'label', type: 'choices', value: { choices: ['bad'] } }];
  const annotations = [{ result, completed_by: { email: 'grace@example.org' } }];
  const back = path.join(app.home, 'back.json');
  writeFileSync(
    back,
    JSON.stringify(tasks.map((task, i) => (i < 2 ? { ...task, annotations } : task))),
  );
  await page.getByLabel('Choose a file of reviews').last().setInputFiles(back);
  await page.getByText('2 rows would change: 1 relabelled, 1 accepted.').waitFor();
  await page.getByText('Signed grace@example.org.').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Import them' }).click();
  await page.getByText('took back.json over: 2 rows changed').waitFor();
  await page.getByText('Only those that people accepted: 2').waitFor();
  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.getByText('Undone: took back.json over').waitFor();
  await page.getByText('Only those that people accepted: 0').waitFor();
});

it('says what a file is that comes from neither program', async () => {
  const { page } = app;
  const file = path.join(app.home, 'other.json');
  writeFileSync(file, '[{"text": "a", "sentiment": "good"}]');
  await page.getByLabel('Choose a file of reviews').last().setInputFiles(file);
  await page.getByText('the first has text, sentiment').waitFor();
  expect(app.complaints).toEqual([]);
});
