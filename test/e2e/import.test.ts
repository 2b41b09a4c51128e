import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { docxOf, mboxOf, odsOf, parquetOf, pdfOf, xlsxOf } from '../fixtures/everydayFiles.ts';
import { makeTinyModels } from '../fixtures/tinyProject.ts';
import { type OpenedApp, openApp } from './openApp.ts';
import { seriousFindings } from './seriousFindings.ts';

/** Files of every format in a new project: previewed, mapped, repaired, or refused. */

const WORDS = ['warm', 'kind', 'cold', 'rude'];
const BODY = Array.from({ length: 24 }, (_, i) => [
  `The café was ${WORDS[i % 4]} on day ${i}`,
  i % 4 < 2 ? 'positive' : 'negative',
]);
const TABLE = [['body', 'mood'], ...BODY];
const parted = (delimiter: string) => TABLE.map((row) => `${row.join(delimiter)}\n`).join('');

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'commas.csv': parted(','),
  'windows.csv': Buffer.from(parted(';'), 'latin1'),
  'tabs.tsv': parted('\t'),
  'rows.jsonl': BODY.map(([body, mood]) => `${JSON.stringify({ body, mood })}\n`).join(''),
  'list.json': JSON.stringify(BODY.map(([body, mood]) => ({ body, mood }))),
  'sheet.xlsx': xlsxOf(TABLE, ['Notes']),
  'sheet.ods': odsOf(TABLE),
  'rows.parquet': parquetOf(TABLE),
  'messy.csv': `${parted(',')}A plate too many,Positive\nA plate too few,negativ\n`,
  'letter.docx': docxOf(['A letter about the harbour.', 'It was late.']),
  'paper.pdf': pdfOf(['A paper about the harbour.']),
  'page.html': '<title>Harbour</title><p>A page about the harbour.',
  'in.mbox': mboxOf([
    ['One', 'A mail about the harbour.'],
    ['Two', 'Another mail.'],
  ]),
  'scan.pdf': pdfOf(['']),
  'packed.csv.gz': gzipSync(parted(',')),
  'old.xls': Buffer.from('d0cf11e0a1b11ae1', 'hex'),
};

let app: OpenedApp;
let folder: string;
beforeAll(async () => {
  app = await openApp({
    async prepare(home) {
      folder = path.join(home, 'files');
      mkdirSync(folder);
      for (const [name, content] of Object.entries(FILES)) {
        writeFileSync(path.join(folder, name), content);
      }
      return { STILLROOM_MODELS: await makeTinyModels(home) };
    },
  });
  await app.page.click('text=New project');
});
afterAll(() => app?.close());

const seed = () =>
  app.page.locator('.card').filter({ has: app.page.getByRole('heading', { name: 'Seed' }) });
const choose = (name: string) =>
  seed().locator('input[type=file]').setInputFiles(path.join(folder, name));
const documents = () => app.page.getByRole('region', { name: 'Your documents' });
const shot = (name: string) =>
  process.env.SHOTS
    ? app.page.screenshot({ path: path.join(process.env.SHOTS, `${name}.png`), fullPage: true })
    : undefined;

it.each([
  ['commas.csv', 'utf-8', ','],
  ['windows.csv', 'windows-1252', ';'],
  ['tabs.tsv', 'utf-8', '\t'],
  ['rows.jsonl', 'utf-8', null],
  ['list.json', 'utf-8', null],
  ['sheet.xlsx', null, null],
  ['sheet.ods', null, null],
  ['rows.parquet', null, null],
] as const)('previews %s with what was found in it', async (name, encoding, delimiter) => {
  await choose(name);
  const card = seed();
  await card.getByText(`${name}, 24 rows`).waitFor();
  await card.getByText('positive: 12, negative: 12').waitFor();
  expect(await card.locator('tbody tr').count()).toBe(10);
  await card.getByText('The café was warm on day 0').waitFor();
  expect(await card.getByLabel('Text column').inputValue()).toBe('body');
  expect(await card.getByLabel('Label column').inputValue()).toBe('mood');
  if (encoding) expect(await card.getByLabel('Encoding').inputValue()).toBe(encoding);
  else expect(await card.getByLabel('Encoding').count()).toBe(0);
  const parting = card.getByLabel('Delimiter');
  if (delimiter) expect(await parting.inputValue()).toBe(delimiter);
  else expect(await parting.count()).toBe(0);
});

it('takes the labels of another column when that is chosen', async () => {
  const { page } = app;
  await choose('commas.csv');
  await seed().getByText('commas.csv, 24 rows').waitFor();
  await seed().getByLabel('Label column').selectOption('body');
  expect(await page.getByLabel('Label 1', { exact: true }).inputValue()).toContain('The café');
  await seed().getByLabel('Label column').selectOption('mood');
  expect(await page.getByLabel('Label 1', { exact: true }).inputValue()).toBe('positive');
  expect(await page.getByLabel('Label 3', { exact: true }).count()).toBe(0);
});

it('reads a file again as a person says', async () => {
  await choose('windows.csv');
  await seed().getByText('windows.csv, 24 rows').waitFor();
  await seed().getByLabel('Encoding').selectOption('windows-1251');
  await seed().getByText('The cafй was warm on day 0').waitFor();
  await seed().getByLabel('Encoding').selectOption('windows-1252');
  await seed().getByText('The café was warm on day 0').waitFor();
  await seed().getByLabel('The first row names the columns').click();
  await seed().getByText('windows.csv, 25 rows').waitFor();
  await seed().getByLabel('The first row names the columns').click();
  await seed().getByText('windows.csv, 24 rows').waitFor();
  expect(await seriousFindings(app.page)).toEqual([]);
});

it('offers to merge labels that are nearly the same', async () => {
  const { page } = app;
  await choose('messy.csv');
  await seed().getByText('positive: 12, negative: 12, Positive: 1, negativ: 1').waitFor();
  await shot('messy');
  await seed().getByRole('button', { name: 'Merge Positive into positive' }).click();
  await seed().getByRole('button', { name: 'Merge negativ into negative' }).press('Enter');
  await seed().getByText('positive: 13, negative: 13').waitFor();
  expect(await page.getByLabel('Label 3', { exact: true }).count()).toBe(0);
  await page.getByRole('button', { name: 'Use messy.csv here too' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill('Cafés');
  for (const [index, meaning] of ['liked', 'disliked'].entries()) {
    await page.getByLabel(`Meaning of label ${index + 1}`).fill(meaning);
  }
  await seed().getByLabel('Sample size').fill('6');
  await seed()
    .getByLabel(/Equally many rows of each label/)
    .uncheck();
  await page.getByPlaceholder('all 26').last().fill('10');
  await page.getByRole('button', { name: 'Check the data' }).click();
  await page.getByRole('cell', { name: '5', exact: true }).first().waitFor();
  await shot('checked');
});

it.each([
  ['packed.csv.gz', 'compressed with gzip. Unpack it'],
  ['old.xls', 'an old Excel workbook. Save it as .xlsx or .csv'],
  ['letter.docx', 'has no rows with columns'],
])('refuses %s as labelled examples, and keeps what was there', async (name, said) => {
  await choose(name);
  await app.page.getByText(said).first().waitFor();
  await seed().getByText('messy.csv, 26 rows').waitFor();
});

it('takes documents of every format, and refuses a scan by name', async () => {
  const { page } = app;
  const add = page.getByLabel('Add files of documents').last();
  for (const [name, text] of [
    ['letter.docx', 'A letter about the harbour.'],
    ['paper.pdf', 'A paper about the harbour.'],
    ['page.html', 'A page about the harbour.'],
    ['in.mbox', 'A mail about the harbour.'],
  ] as const) {
    await add.setInputFiles(path.join(folder, name));
    await documents().getByText(text).waitFor();
  }
  await add.setInputFiles(path.join(folder, 'scan.pdf'));
  await page.getByText('scan.pdf has no text that can be read: it is a scan').first().waitFor();
  expect(await documents().locator('.card').count()).toBe(4);
  expect(await seriousFindings(page)).toEqual([]);
  await shot('documents');
});

it('makes a project of all that, whose files it holds', async () => {
  const { page } = app;
  await page.getByRole('button', { name: 'Create the project' }).click();
  await page.waitForSelector('h1:has-text("Run")');
  await app.goTo('corpus');
  await page.getByText('5 documents').waitFor();
  expect(app.complaints).toEqual([]);
});
