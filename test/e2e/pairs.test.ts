import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import { makeTinyExperiment, makeTinyModels } from '../fixtures/tinyProject.ts';
import { type OpenedApp, openApp } from './openApp.ts';
import { seriousFindings } from './seriousFindings.ts';

/** A task on pairs of texts, from its files to the review of its rows. */
let app: OpenedApp;
let files: string;
beforeAll(async () => {
  app = await openApp({
    async prepare(home) {
      files = path.join(home, 'files');
      makeTinyExperiment(files, {
        isOfPairs: true,
        prompts: 'rte',
        labels: ['entailment', 'not_entailment'],
      });
      const models = await makeTinyModels(home);
      const tagger = path.resolve('test/fixtures/measures/tagger');
      await openModelStore({ folder: models }).add('tiny-tagger', tagger);
      return { STILLROOM_MODELS: models };
    },
  });
  await app.page.click('text=New project');
});
afterAll(() => app?.close());

it('asks for the columns of both texts, and has the prompts of pairs', async () => {
  const { page } = app;
  await page.getByLabel('Name').fill('Pairs');
  await page.getByLabel('Kind of task').selectOption('text-pair-classification');
  const choose = (split: string, file: string) =>
    page
      .getByLabel(`Choose the ${split} file`, { exact: true })
      .last()
      .setInputFiles(path.join(files, file));
  await choose('seed', 'train.jsonl');
  await page.getByRole('button', { name: 'Use train.jsonl here too' }).first().click();
  await choose('test', 'test.jsonl');
  await expect.poll(() => page.getByLabel('First text column').count()).toBe(3);
  expect(await page.getByLabel('First text column').first().inputValue()).toBe('premise');
  expect(await page.getByLabel('Second text column').first().inputValue()).toBe('text');
  for (const [at, size] of ['12', '16'].entries()) {
    await page.getByLabel('Sample size').nth(at).fill(size);
  }
  await page.getByLabel('Prompts').selectOption('rte');
  for (const role of ['Teacher', 'Encoder', 'Student']) {
    const model = role === 'Teacher' ? 'tiny-teacher' : 'tiny-bert';
    await page.getByLabel(role, { exact: true }).selectOption(model);
  }
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Create the project' }).click();
  await page.waitForSelector('h1:has-text("Run")');
});

it('has a form for the student and the data map, made from the schema', async () => {
  const { page } = app;
  await app.goTo('project');
  await page.getByRole('button', { name: 'Change …' }).click();
  await page.getByLabel('maxLength').fill('64');
  await page.getByLabel('epochs').fill('2');
  await page.getByLabel('leastSteps').fill('0');
  const map = page.getByRole('region', { name: 'Data map' });
  expect(await map.getByLabel('share').inputValue()).toBe('0.17');
  await map.getByLabel('filter').selectOption('confidence');
  const tagger = page.getByLabel('Tagger', { exact: true });
  expect(await tagger.inputValue()).toBe('');
  await tagger.selectOption('tiny-tagger');
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Change …' }).waitFor();
  await page.getByRole('definition').filter({ hasText: 'tiny-tagger' }).waitFor();
  await app.goTo('run');
});

it('offers the recipes of pairs alone, each with its settings', async () => {
  const { page } = app;
  await page.getByText('S3 without EES').waitFor();
  const names = await page
    .locator('form .muted.small')
    .filter({ hasText: /^[A-Z]/ })
    .allInnerTexts();
  expect(
    names.filter((name) => /S3|GoldGen|ZeroGen|SunGen|ProGen|SynthesizRR|FewGen/.test(name)),
  ).toEqual([
    'S3',
    'ZeroGen',
    'SunGen',
    'ProGen',
    'GoldGen',
    'S3 without EES',
    'S3 transferred to ZeroGen',
  ]);
  const card = page.locator('form', { hasText: 'Learn from mistakes' });
  await card.locator('summary').click();
  expect(await card.getByLabel('until').inputValue()).toBe('rounds');
  await card.getByLabel('rows').fill('16');
  await card.getByLabel('rounds').fill('1');
  expect(await seriousFindings(page)).toEqual([]);
  await card.getByRole('button', { name: 'Start' }).click();
  await page.getByText('See the results').waitFor({ timeout: 60_000 });
});

it('shows the first text beside the second where rows and errors are looked at', async () => {
  const { page } = app;
  await page.getByText('Review the rows').click();
  await page.locator('.row-text').waitFor();
  expect(await page.locator('.row-detail .source').first().innerText()).toMatch(/\w+ \w+/);
  await page.getByText('The example whose context it has').waitFor();
  await page.getByLabel('Order').selectOption('doubted');
  await page.getByRole('columnheader', { name: 'Doubted by' }).waitFor();
  await page.getByText(/^Your labels (and the teacher )?say /).waitFor();
  const doubter = page.locator('.row-line .figures-text').first();
  await expect.poll(() => doubter.innerText()).toMatch(/labels|teacher/);
  expect(await seriousFindings(page)).toEqual([]);
  await app.goTo('results');
  await page.getByText('rows of S3 without the 17% of lowest confidence').waitFor();
  await page.getByText('Validation texts it gets wrong').waitFor();
  expect(await page.locator('table.errors td p.muted').first().innerText()).toMatch(/\w+ \w+/);
  expect(await seriousFindings(page)).toEqual([]);
});

it('says on the pages for single texts that it is one of pairs', async () => {
  const { page } = app;
  await app.goTo('label');
  await page.getByText('The Label page works on single texts').waitFor();
  await app.goTo('prompts');
  await page.getByText('S3, Algorithm 3').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  expect(app.complaints).toEqual([]);
});
