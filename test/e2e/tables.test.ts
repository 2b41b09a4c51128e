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
      writeMade('s3-3', [cell]);
      const made = {
        teacher: 'a-teacher',
        student: 'a-student',
        asked: 60,
        kept: 58,
        humanLabels: 40,
      };
      const ofRows = { ...made, test: null, seeds: 1 };
      const figure = { n: 58, madeWith: 'With an encoder.' };
      writeMade('synthesizrr-fig-7-mauve', [
        { ...ofRows, row: '1 shot', column: 'AG', measured: { ...figure, value: 71.2 } },
      ]);
      const picture = {
        axes: ['variability', 'confidence'],
        groups: ['easy to learn', 'hard to learn'],
        group: [0, 0, 1],
        x: [0.1, 0.02, 0.2],
        y: [0.9, 0.95, 0.2],
      };
      writeMade('synthesizrr-fig-5', [
        {
          ...ofRows,
          row: 'FewGen, 32 shots: confidence',
          column: 'CAT',
          measured: { ...figure, value: 0.7, picture },
        },
      ]);
      return {};
    },
  });
});
afterAll(() => app?.close());

/** A finished table, as the command line leaves it. */
function writeMade(table: string, cells: readonly object[]): void {
  const file = path.join(folder, `${table}-tiny.json`);
  writeFileSync(file, JSON.stringify({ table, scale: 'tiny', cells }));
}

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

it('draws a figure with the paper’s numbers and those made here', async () => {
  const { page } = app;
  await page.getByLabel('Table', { exact: true }).selectOption('synthesizrr-fig-7-mauve tiny');
  const panel = page.getByRole('figure', { name: 'AG' });
  await panel.locator('canvas').waitFor();
  expect(await panel.getByRole('listitem').allInnerTexts()).toEqual([
    'SynthesizRR, RetrICL, Llama-2-13B, printed',
    'SynthesizRR, RetrICL, a-teacher',
  ]);
  await page.getByText('Dashed: numbers that the paper prints.').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
});

it('draws a figure of points, and says that a paper prints no numbers', async () => {
  const { page } = app;
  const table = page.getByLabel('Table', { exact: true });
  await table.selectOption('synthesizrr-fig-5 tiny');
  const picture = page.getByRole('figure', { name: 'CAT: FewGen, 32 shots, a-teacher' });
  await picture.getByRole('img', { name: '3 texts as points' }).waitFor();
  expect(await picture.getByRole('listitem').allInnerTexts()).toEqual([
    'easy to learn',
    'hard to learn',
  ]);
  expect(await seriousFindings(page)).toEqual([]);
  await table.selectOption('synthesizrr-fig-3 ');
  await page.getByText('The paper prints no numbers of this figure').waitFor();
});

it('names a folder that is not there', async () => {
  const { page } = app;
  await page.getByLabel('Folder').fill(path.join(folder, 'gone'));
  await page.keyboard.press('Enter');
  await page.getByText('gone does not exist.').waitFor();
});
