import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenedApp, openApp } from './openApp.ts';
import { seriousFindings } from './seriousFindings.ts';

/** The papers' tables, and what the command line made of one of them. */
let app: OpenedApp;
let folder: string;
beforeAll(async () => {
  app = await openApp({
    async prepare(home) {
      folder = path.join(home, 'made');
      mkdirSync(folder);
      const test = {
        n: 277,
        accuracy: 0.561,
        ci95: [0.502, 0.618],
        f1: 0.55,
        deviation: 0.013,
      };
      const facts = { column: 'RTE', teacher: 'a-teacher', student: 'a-student' };
      const cell = { ...facts, row: 'S3', asked: 60, kept: 58, humanLabels: 40, test, seeds: 5 };
      writeFileSync(
        path.join(folder, 's3-3-tiny.json'),
        JSON.stringify({ table: 's3-3', scale: 'tiny', cells: [cell] }),
      );
      return {};
    },
  });
});
afterAll(() => app?.close());

const cellsOf = (row: number) =>
  app.page.locator('table.figures tbody tr').nth(row).locator('th, td').allInnerTexts();

it('shows the papers’ numbers where nothing was made', async () => {
  const { page } = app;
  await app.goTo('tables');
  await page.getByText('None of it was made in this folder yet.').waitFor();
  await page.getByLabel('Table', { exact: true }).selectOption('synthesizrr-13 ');
  await page.getByRole('region', { name: /SynthesizRR Table 13/ }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
});

it('finds what was made in a folder, and says what differs from the paper', async () => {
  const { page } = app;
  await page.getByLabel('Folder').fill(folder);
  await page.keyboard.press('Enter');
  await page.getByLabel('Table', { exact: true }).selectOption('s3-3 tiny');
  await expect
    .poll(() => cellsOf(1))
    .toEqual(['S3', 'a-teacher', '–', '–', '56.1 ± 1.3 [50.2, 61.8]', '–']);
  const printed = ['S3', 'GPT-3.5, printed', '89.00', '79.92', '73.29', '12.50/24.38'];
  expect(await cellsOf(0)).toEqual(printed);
  await page.getByText('Cleaning is off, as in the papers').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
});

it('names a folder that is not there', async () => {
  const { page } = app;
  await page.getByLabel('Folder').fill(path.join(folder, 'gone'));
  await page.keyboard.press('Enter');
  await page.getByText('gone does not exist.').waitFor();
});
