import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  docxOf,
  emlOf,
  lockedPdfOf,
  mboxOf,
  OLD_OFFICE,
  odsOf,
  odtOf,
  parquetOf,
  pdfOf,
  xlsxOf,
  zipOf,
} from '../fixtures/everydayFiles.ts';
import { makeTinyModels } from '../fixtures/tinyProject.ts';
import { dropFiles } from './dropFiles.ts';
import { type OpenedApp, openApp } from './openApp.ts';
import { seriousFindings } from './seriousFindings.ts';

/** Files of every format, dropped on a new project: previewed, mapped, repaired, or refused. */

const WORDS = ['warm', 'kind', 'cold', 'rude'];
const BODY = Array.from({ length: 24 }, (_, i) => [
  `The café was ${WORDS[i % 4]} on day ${i}`,
  i % 4 < 2 ? 'positive' : 'negative',
]);
const TABLE = [['body', 'mood'], ...BODY];
const parted = (delimiter: string, rows = TABLE) =>
  rows.map((row) => `${row.join(delimiter)}\n`).join('');
const OBJECTS = BODY.map(([body, mood]) => ({ body, mood }));
const LINES = OBJECTS.map((row) => `${JSON.stringify(row)}\n`).join('');

type Content = string | Uint8Array;

let app: OpenedApp;
beforeAll(async () => {
  app = await openApp({
    // all of the form in one picture
    ...(process.env.SHOTS ? { height: 2200 } : {}),
    prepare: async (home) => ({ STILLROOM_MODELS: await makeTinyModels(home) }),
  });
  await app.page.click('text=New project');
});
afterAll(() => app?.close());

async function drop(area: Locator, files: Readonly<Record<string, Content>>): Promise<void> {
  // two files of one name may have other contents
  const folder = mkdtempSync(path.join(app.home, 'dropped-'));
  const paths = Object.entries(files).map(([name, content]) => {
    writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  });
  await dropFiles(app.page, area, paths);
}

const seed = () =>
  app.page.locator('.card').filter({ has: app.page.getByRole('heading', { name: 'Seed' }) });
const dropSeed = (name: string, content: Content) =>
  drop(seed().locator('.drop'), { [name]: content });
const documents = () => app.page.getByRole('region', { name: 'Your documents' });
const dropDocuments = (files: Readonly<Record<string, Content>>) =>
  drop(documents().locator('.drop'), files);
const isInView = (shown: Locator) =>
  shown.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
const shot = (name: string) =>
  process.env.SHOTS
    ? app.page.screenshot({ path: path.join(process.env.SHOTS, `${name}.png`), fullPage: true })
    : undefined;

it.each<readonly [name: string, content: Content, encoding: string | null, parted: string | null]>([
  ['commas.csv', parted(','), 'utf-8', ','],
  ['windows.csv', Buffer.from(parted(';'), 'latin1'), 'windows-1252', ';'],
  ['bars.psv', parted('|'), 'utf-8', '|'],
  ['tabs.tsv', parted('\t'), 'utf-8', '\t'],
  ['tabs.tab', Buffer.from(`\ufeff${parted('\t')}`, 'utf16le'), 'utf-16le', '\t'],
  ['rows.jsonl', LINES, 'utf-8', null],
  ['rows.ndjson', LINES, 'utf-8', null],
  ['list.json', JSON.stringify(OBJECTS), 'utf-8', null],
  ['sheet.xlsx', xlsxOf(TABLE, ['Notes']), null, null],
  ['sheet.ods', odsOf(TABLE), null, null],
  ['rows.parquet', parquetOf(TABLE), null, null],
])('previews %s with what was found in it', async (name, content, encoding, delimiter) => {
  await dropSeed(name, content);
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
  if (name === 'sheet.xlsx') await card.getByText('Sheet First; 1 other not read').waitFor();
  expect(await card.locator('.notice').count()).toBe(0);
});

it('takes the labels of another column when that is chosen', async () => {
  const { page } = app;
  await dropSeed('commas.csv', parted(','));
  await seed().getByText('commas.csv, 24 rows').waitFor();
  await seed().getByLabel('Label column').selectOption('body');
  expect(await page.getByLabel('Label 1', { exact: true }).inputValue()).toContain('The café');
  await seed().getByLabel('Label column').selectOption('mood');
  expect(await page.getByLabel('Label 1', { exact: true }).inputValue()).toBe('positive');
  expect(await page.getByLabel('Label 3', { exact: true }).count()).toBe(0);
});

it('reads a file again as a person says', async () => {
  await dropSeed('windows.csv', Buffer.from(parted(';'), 'latin1'));
  await seed().getByText('windows.csv, 24 rows').waitFor();
  await seed().getByLabel('Encoding').selectOption('windows-1251');
  await seed().getByText('The cafй was warm on day 0').waitFor();
  await seed().getByLabel('Encoding').selectOption('windows-1252');
  await seed().getByText('The café was warm on day 0').waitFor();
  await seed().getByLabel('Delimiter').selectOption(',');
  await seed().getByText('The café was warm on day 0;positive').first().waitFor();
  expect(await seed().locator('thead th').allInnerTexts()).toEqual(['body;mood']);
  await seed().getByLabel('Delimiter').selectOption(';');
  await seed().getByText('positive: 12, negative: 12').waitFor();
  expect(await seed().locator('thead th').allInnerTexts()).toEqual(['body', 'mood']);
  expect(await seriousFindings(app.page)).toEqual([]);
});

it('says that the first row looks like no header, and takes it as a row when a person says so', async () => {
  await dropSeed('bare.csv', parted(',', BODY));
  await seed().getByText('bare.csv, 23 rows').waitFor();
  const doubt = seed().getByText(
    'The first row looks like the others and no header: "positive" stands',
  );
  await doubt.waitFor();
  await shot('header');
  await seed().getByLabel('The first row names the columns').click();
  await seed().getByText('bare.csv, 24 rows').waitFor();
  await seed().getByText('positive: 12, negative: 12').waitFor();
  expect(await doubt.count()).toBe(0);
  expect(await seed().getByLabel('Text column').inputValue()).toBe('0');
  expect(await seed().getByLabel('Label column').inputValue()).toBe('1');
});

it('names texts that are there twice, and those with two labels', async () => {
  const [[first] = [], [second] = []] = BODY;
  const again = [
    [first!.toUpperCase(), 'positive'],
    [second!, 'negative'],
  ];
  await dropSeed('twice.csv', parted(',', [...TABLE, ...again]));
  await seed().getByText('twice.csv, 26 rows').waitFor();
  await seed().getByText('Line 26 has the text of line 2; it counts once.').waitFor();
  await seed()
    .getByText('Lines 3 and 27 have the same text, with the labels positive and negative.')
    .waitFor();
  await shot('twice');
  await dropSeed('gaps.csv', parted(',', [...TABLE, ['', 'positive']]));
  await seed()
    .getByText(/^gaps\.csv, line 26: the text is empty\. Fill it in/)
    .waitFor();
  expect(await app.page.locator('.banner').count()).toBe(0);
});

it('offers to merge labels that are nearly the same', async () => {
  const { page } = app;
  const more = [
    ['A plate too many', 'Positive'],
    ['A plate too few', 'negativ'],
  ];
  await dropSeed('messy.csv', parted(',', [...TABLE, ...more]));
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

it.each<[name: string, content: Content, said: string]>([
  ['packed.csv.gz', gzipSync(parted(',')), 'compressed with gzip. Unpack it'],
  ['packed.zip', zipOf({ 'commas.csv': parted(',') }), 'a zip archive. Unpack it'],
  ['old.xls', OLD_OFFICE, 'an old Excel workbook. Save it as .xlsx or .csv'],
  ['locked.xlsx', OLD_OFFICE, 'locked with a password. Open it, save it without one'],
  ['letter.docx', docxOf(['A letter.']), 'has no rows with columns'],
  ['twins.csv', 'a,b,a\n1,2,3\n', 'line 1: two columns are named a. Rename one of them'],
  ['ragged.csv', 'a,b\n1,2\n1,2,3\n', 'line 3: the row cannot be read: it has 3 fields'],
])('refuses %s as labelled examples, and keeps what was there', async (name, content, said) => {
  await dropSeed(name, content);
  await app.page
    .getByText(new RegExp(`^${name}\\b.* ${said}`))
    .first()
    .waitFor();
  if (name === 'old.xls') await shot('refused');
  await seed().getByText('messy.csv, 26 rows').waitFor();
  expect(await seed().getByLabel('Sample size').inputValue()).toBe('6');
});

const TEXT = 'about the harbour.';
const DOCUMENTS: Readonly<Record<string, Content>> = {
  'note.txt': `A note ${TEXT}`,
  'note.md': `# Harbour\n\nA page ${TEXT}`,
  'page.html': `<title>Harbour</title><p>A page in HTML ${TEXT}`,
  'letter.docx': docxOf([`A letter ${TEXT}`, 'It was late.']),
  'letter.odt': odtOf([`An open letter ${TEXT}`]),
  'paper.pdf': pdfOf([`A paper ${TEXT}`]),
  'mail.eml': emlOf('Late', `A message ${TEXT}`),
  'in.mbox': mboxOf([
    ['One', `A mail ${TEXT}`],
    ['Two', 'Another mail.'],
  ]),
  'rows.csv': `id,text\n1,A row ${TEXT}\n`,
};

it('takes documents of every format, and refuses by name what is none', async () => {
  const { page } = app;
  let cards = 0;
  for (const [name, content] of Object.entries(DOCUMENTS)) {
    await dropDocuments({ [name]: content });
    const card = documents().locator('.card').nth(cards++);
    await card.getByText(TEXT).waitFor();
    await card
      .getByText(name === 'in.mbox' ? '2 documents' : '1 document', { exact: true })
      .waitFor();
  }
  for (const [name, content, said] of [
    ['scan.pdf', pdfOf(['']), 'scan.pdf has no text that can be read: it is a scan'],
    ['locked.pdf', lockedPdfOf(['x']), 'locked.pdf is locked with a password'],
    ['old.docx', OLD_OFFICE, 'old.docx is locked with a password'],
    ['cut.docx', docxOf(['x']).subarray(0, 60), 'cut.docx is damaged'],
  ] as const) {
    await dropDocuments({ [name]: content });
    const refusal = page.getByText(new RegExp(`^${said}`)).first();
    await refusal.waitFor();
    // the documents are far down the page
    expect(await isInView(refusal)).toBe(true);
  }
  await dropDocuments({ 'old.doc': OLD_OFFICE, 'packed.txt.gz': gzipSync('x') });
  await page.getByText('old.doc is an old Word document. Save it as .docx.').waitFor();
  await page.getByText('packed.txt.gz is compressed or an archive. Unpack it').waitFor();
  expect(await documents().locator('.card').count()).toBe(cards);
  expect(await seriousFindings(page)).toEqual([]);
  await shot('documents');
});

it('takes several documents at once as one part, and one can be removed', async () => {
  const more = { 'a.txt': 'The first of three.', 'b.md': 'The second.', 'c.html': '<p>The third.' };
  await dropDocuments(more);
  const card = documents().locator('.card').last();
  await card.getByText('3 documents', { exact: true }).waitFor();
  await card.getByRole('button', { name: 'Remove' }).click();
  expect(await documents().locator('.card').count()).toBe(Object.keys(DOCUMENTS).length);
});

it('makes a project of all that, whose files it holds', async () => {
  const { page } = app;
  await page.getByRole('button', { name: 'Create the project' }).click();
  await page.waitForSelector('h1:has-text("Run")');
  await app.goTo('corpus');
  await page.getByText('10 documents').waitFor();
  expect(app.complaints).toEqual([]);
});
