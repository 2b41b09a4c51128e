import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { finishedProject } from '../fixtures/finishedProject.ts';
import { type OpenedApp, openApp } from './openApp.ts';
import { seriousFindings } from './seriousFindings.ts';

/** A finished run's student on the user's own texts, and what it is unsure of on its way to people. */
let app: OpenedApp;
let files: string;
beforeAll(async () => {
  app = await openApp({
    async prepare(home) {
      const made = await finishedProject(home);
      files = made.files;
      return { STILLROOM_MODELS: made.models };
    },
  });
  await app.page.getByRole('button', { name: /^Tiny/ }).click();
  await app.page.waitForSelector('h1:has-text("Tiny")');
});
afterAll(() => app?.close());

const cells = (column: number) =>
  app.page.locator(`.labelled-body .labelled-line > :nth-child(${column})`).allInnerTexts();

it('labels pasted texts', async () => {
  const { page } = app;
  await app.goTo('use');
  await page.getByLabel('Texts', { exact: true }).fill('good one\n\nbad two');
  await page.getByRole('button', { name: 'Label the texts' }).click();
  await page.getByText('2 texts, from pasted text').waitFor();
  await expect.poll(() => cells(3)).toEqual(['good one', 'bad two']);
  const labels = await cells(1);
  expect(labels.every((label) => ['positive', 'negative'].includes(label))).toBe(true);
});

it('shows what a threshold does on validation, and leaves texts below it open', async () => {
  const { page } = app;
  await page.getByText('At 0.0% it labels 100.0%: 16 of 16 validation texts').waitFor();
  await page.getByText('These texts also chose when its training stopped').waitFor();
  await page.getByLabel('Threshold', { exact: true }).fill('100');
  await page.getByText('At 100.0% it labels none of 16 validation texts').waitFor();
  await expect.poll(() => cells(1)).toEqual(['left open', 'left open']);
  await page.getByLabel('Threshold in percent').press('Home');
  await page.getByText('16 of 16 validation texts').waitFor();
  expect(await seriousFindings(page)).toEqual([]);
});

it('labels a column of a file, and saves a CSV', async () => {
  const { page } = app;
  await page.getByLabel('A file').check();
  await page
    .getByLabel('Choose a file of texts')
    .last()
    .setInputFiles(path.join(files, 'test.jsonl'));
  await page.getByLabel('Column of the text').selectOption('text');
  await page.getByRole('button', { name: 'Label the texts' }).click();
  await page.getByText('20 texts, from test.jsonl').waitFor();
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  const file = await page.locator('[role=status] .mono').innerText();
  const rows = parse(readFileSync(file), { columns: true, bom: true }) as { source: string }[];
  expect(rows).toHaveLength(20);
  expect(rows[3]!.source).toBe('test.jsonl:4');
  expect(await seriousFindings(page)).toEqual([]);
});

it('keeps what is labelled when a long list is cancelled', async () => {
  const { page } = app;
  const long = path.join(app.home, 'long.txt');
  writeFileSync(long, Array.from({ length: 60_000 }, (_, i) => `good ${i} bad`).join('\n'));
  await page.getByLabel('Choose another file').last().setInputFiles(long);
  await page.getByText('long.txt, 60,000 rows').waitFor();
  await page.getByRole('button', { name: 'Label the texts' }).click();
  await page.getByText(/of 60,000 texts, \d+ a second, about \d+ s left/).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  // what was on its way when the student was stopped has arrived then
  await page.getByRole('button', { name: 'Label the texts' }).waitFor();
  const title = page.getByRole('heading', { name: /of 60,000 texts, from long.txt/ });
  await title.waitFor();
  const done = Number(/^[\d,]+/.exec(await title.innerText())![0].replaceAll(',', ''));
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(60_000);
  await expect.poll(async () => (await cells(3))[0]).toBe('good 0 bad');
  const table = page.getByRole('grid', { name: 'Labelled texts' });
  await table.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await expect.poll(async () => (await cells(3)).at(-1)).toBe(`good ${done - 1} bad`);
});

it('has uncertain documents labelled blind, the least certain first, as seed only', async () => {
  const { page } = app;
  await page.getByLabel('Your documents').check();
  await page.getByRole('button', { name: 'Label the texts' }).click();
  await page.getByText('40 texts, from your documents').waitFor();
  await page.getByLabel('Threshold', { exact: true }).fill('100');
  await page.getByText('left open 40').waitFor();
  await page.getByLabel('Least certain first').check();
  await page.getByRole('button', { name: 'Label the uncertain ones' }).click();
  await page.waitForSelector('h1:has-text("Label")');
  await page.getByText('half of your documents stay for measuring').waitFor();
  const text = page.locator('.audit-text');
  const first = await text.innerText();
  expect(await page.locator('.audit-card').innerText()).not.toMatch(/\d\.\d/);
  await page.keyboard.press('1');
  await page.getByText('1, all of them seed').waitFor();
  expect(await text.innerText()).not.toBe(first);
  expect(await seriousFindings(page)).toEqual([]);
});

it('says so where files give every split and the student is certain of everything', async () => {
  const { page } = app;
  await page.getByLabel('Every kind in turn').check();
  await page.getByText('Your files give all three splits already').waitFor();
  expect(app.complaints).toEqual([]);
});
