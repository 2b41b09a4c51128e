import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTinyModels } from '../fixtures/tinyProject.ts';
import { dropFiles } from './dropFiles.ts';
import { type OpenedApp, openApp, ROOT } from './openApp.ts';
import { seriousFindings } from './seriousFindings.ts';

/** What goes into a project, what does not, and what of the machine it may take. */
const GOLD = path.join(ROOT, 'resources/demo/gold');

let app: OpenedApp;
let letters: string;
beforeAll(async () => {
  app = await openApp({
    async prepare(home) {
      letters = path.join(home, 'letters');
      mkdirSync(path.join(letters, '2021'), { recursive: true });
      for (let i = 0; i < 120; i++) {
        writeFileSync(path.join(letters, '2021', `letter ${i}.txt`), `Dear reader number ${i}.`);
      }
      writeFileSync(path.join(letters, 'index.md'), '# All letters\n\nThey are in 2021.');
      writeFileSync(path.join(letters, 'scan.png'), 'no text');
      cpSync(
        path.join(ROOT, 'resources/demo/corpus/films.jsonl'),
        path.join(letters, 'films.jsonl'),
      );
      return { STILLROOM_MODELS: await makeTinyModels(home) };
    },
  });
  await app.page.click('text=New project');
});
afterAll(() => app?.close());

const drop = (label: string, files: readonly string[]) =>
  dropFiles(app.page, app.page.getByRole('region', { name: label }), files);

const documents = () => app.page.getByRole('region', { name: 'Your documents' });

it('takes a folder of documents that is dropped, and says what it left out', async () => {
  const { page } = app;
  await page.getByLabel('Name').fill('Letters');
  await drop('Add files of documents', [letters]);
  await documents().getByText('121 documents').waitFor();
  await documents().getByText('200 documents').waitFor();
  await page.getByText('1 file of other kinds left out.').first().waitFor();
  expect(await seriousFindings(page)).toEqual([]);
});

it('takes several files at once', async () => {
  const { page } = app;
  const files = ['letter 1.txt', 'letter 2.txt'].map((name) => path.join(letters, '2021', name));
  await page.getByLabel('Add files of documents').last().setInputFiles(files);
  const card = documents()
    .locator('.card', { hasText: 'texts' })
    .filter({ hasText: '2 documents' });
  await card.waitFor();
  await card.getByRole('button', { name: 'Remove' }).click();
});

it('asks what a labelled file among the documents is, and takes nothing of it before', async () => {
  const { page } = app;
  const create = page.getByRole('button', { name: 'Create the project' });
  await page
    .getByLabel('Choose the seed file', { exact: true })
    .last()
    .setInputFiles(path.join(GOLD, 'seed.jsonl'));
  await page.getByText('seed.jsonl, ').waitFor();
  for (const [index, meaning] of ['liked', 'disliked'].entries()) {
    await page.getByLabel(`Meaning of label ${index + 1}`).fill(meaning);
  }
  // the very file, and another one that is labelled like it
  await drop('Add files of documents', [
    path.join(GOLD, 'seed.jsonl'),
    path.join(GOLD, 'test.jsonl'),
  ]);
  const same = documents().getByRole('alert').filter({ hasText: 'is the file of your seed' });
  await same.waitFor();
  const other = documents().getByRole('alert').filter({ hasText: 'looks like labelled examples' });
  await other.getByText('its column label has the values').waitFor();
  expect(await create.isDisabled()).toBe(true);
  await page.getByText('Say what seed.jsonl is').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await same.getByRole('button', { name: 'Leave it out' }).click();
  await other.getByRole('button', { name: 'Use it as test examples' }).click();
  await expect.poll(() => documents().getByRole('alert').count()).toBe(0);
  await page.getByText('test.jsonl, 200 rows').waitFor();
  expect(await create.isDisabled()).toBe(false);
});

it('refuses documents that are the test texts, also where the user calls them documents', async () => {
  const { page } = app;
  await drop('Add files of documents', [path.join(GOLD, 'test.jsonl')]);
  await page.getByRole('button', { name: 'Use it as documents' }).click();
  for (const name of ['films.jsonl', 'letters']) {
    const card = documents().locator('.card', { hasText: name }).first();
    await card.getByRole('button', { name: 'Remove' }).click();
  }
  await page.getByRole('button', { name: 'Create the project' }).click();
  await page.getByText('200 of 200 documents are validation or test texts').waitFor();
  await documents().getByRole('button', { name: 'Remove' }).click();
});

it('keeps what was typed and chosen when the page is left', async () => {
  const { page } = app;
  await app.goTo('settings');
  await page.goBack();
  await page.getByLabel('Meaning of label 2').waitFor();
  expect(await page.getByLabel('Name').inputValue()).toBe('Letters');
  expect(await page.getByLabel('Meaning of label 2').inputValue()).toBe('disliked');
  await page.getByText('test.jsonl, 200 rows').waitFor();
});

it('keeps the dropped folder in the project', async () => {
  const { page } = app;
  await drop('Add files of documents', [letters]);
  await documents().getByText('121 documents').waitFor();
  await page.getByRole('button', { name: 'Create the project' }).click();
  await page.waitForSelector('h1:has-text("Run")');
  const imports = path.join(app.home, 'projects/Letters.stillroom/imports');
  expect(readdirSync(imports).toSorted()).toEqual([
    'films.jsonl',
    'letters',
    'seed.jsonl',
    'test.jsonl',
  ]);
  expect(readdirSync(path.join(imports, 'letters/2021'))).toHaveLength(120);
  await app.goTo('corpus');
  await page.getByText('321 documents').waitFor();
});

it('offers only what needs no teacher to a project that has none', async () => {
  const { page } = app;
  const card = (name: string) =>
    page.locator('form.card').filter({ has: page.getByRole('heading', { name, exact: true }) });
  await app.goTo('run');
  await card('Find documents for each label').getByLabel('rows', { exact: true }).fill('123');
  await app.goTo('project');
  await page.getByRole('button', { name: 'Change …' }).click();
  await page.getByLabel('Teacher').selectOption('');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('none', { exact: true }).waitFor();
  await app.goTo('run');
  const regen = card('Find documents for each label');
  expect(await regen.getByRole('button', { name: 'Start' }).isEnabled()).toBe(true);
  expect(await regen.getByLabel('rows', { exact: true }).inputValue()).toBe('123');
  await card('Write from the labels alone')
    .getByText('Needs a teacher, which this project lacks.')
    .waitFor();
  expect(await seriousFindings(page)).toEqual([]);
});

it('says what each model takes of memory, and asks before one is removed', async () => {
  const { page } = app;
  await app.goTo('models');
  const row = page.getByRole('row').filter({ hasText: 'tiny-teacher' });
  await row.getByText(/needs 0\.3 GB, \d+(\.\d)? GB free/).waitFor();
  await row.getByText('as teacher, with 4,096 tokens of context').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await row.getByRole('button', { name: 'Remove' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove tiny-teacher?' });
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await row.getByRole('button', { name: 'Remove' }).click();
  await dialog.getByRole('button', { name: 'Remove it' }).click();
  await row.waitFor({ state: 'detached' });
});

it('keeps threads and the folder of projects, and refuses one that cannot be', async () => {
  const { page } = app;
  await app.goTo('settings');
  await page.getByText(/No GPU found|Layers of the teacher/).waitFor();
  await page.getByLabel('Threads', { exact: true }).selectOption('1');
  const folder = path.join(app.home, 'elsewhere');
  await page.getByLabel('New projects').fill('not/a/whole/path');
  await page.getByRole('region', { name: 'Folders' }).getByRole('button').click();
  await page.getByText('give the whole path of the folder').waitFor();
  await page.getByLabel('New projects').fill(folder);
  await page.getByRole('region', { name: 'Folders' }).getByRole('button').click();
  await page.getByText(`New projects are made in ${folder}`).first().waitFor();
  await app.goTo('start');
  await app.goTo('settings');
  expect(await page.getByLabel('Threads', { exact: true }).inputValue()).toBe('1');
  expect(await page.getByLabel('New projects').inputValue()).toBe(folder);
  expect(await seriousFindings(page)).toEqual([]);
  expect(app.complaints).toEqual([]);
});
