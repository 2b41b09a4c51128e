import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenedApp, openApp, ROOT } from './openApp.ts';
import { seriousFindings } from './seriousFindings.ts';

/** A user without a single label: documents in, labels given by key, a run made of them. */
const LABELS = 40;

let app: OpenedApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app?.close());

it('begins without gold, labels documents by key, and runs', async () => {
  const { page } = app;
  await page.click('text=New project');
  await page.getByLabel('Name').fill('Unlabelled');
  for (const [index, name, meaning] of [
    [1, 'comedy', 'a film that wants to make people laugh'],
    [2, 'drama', 'a film that takes its people seriously'],
  ] as const) {
    await page.getByLabel(`Label ${index}`, { exact: true }).fill(name);
    await page.getByLabel(`Meaning of label ${index}`).fill(meaning);
  }
  await page
    .getByLabel('Add files of documents')
    .last()
    .setInputFiles(path.join(ROOT, 'resources/demo/corpus/films.jsonl'));
  await page.getByText('200 documents').first().waitFor();
  await page.click('text=Create the project');
  await page.waitForSelector('h1:has-text("Label")');
  const text = page.locator('.audit-text');
  await text.waitFor({ timeout: 60_000 });
  expect(await seriousFindings(page)).toEqual([]);
  const seen = new Set<string>();
  for (let i = 0; i < LABELS; i++) {
    const before = await text.innerText();
    seen.add(before);
    await page.keyboard.press(i % 2 === 0 ? '1' : '2');
    await page.waitForFunction(
      (old) => document.querySelector('.audit-text')?.textContent !== old,
      before,
    );
  }
  expect(seen.size).toBe(LABELS);
  await page.getByText('20, 40 more suggested').waitFor();
  await app.trainFor(1);
  const card = page.locator('form', { hasText: 'Learn from mistakes' });
  await card.getByLabel('rows').fill('16');
  await card.locator('summary').click();
  await card.getByLabel('rounds').fill('1');
  await card.getByRole('button', { name: 'Start' }).click();
  await page.getByText('See the results').waitFor({ timeout: 600_000 });
  await page.getByText('See the results').click();
  await page.getByText('Baselines').waitFor();
  expect(app.complaints).toEqual([]);
});
