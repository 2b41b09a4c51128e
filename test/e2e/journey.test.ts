import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { screens } from '../../renderer/store/navigation.ts';
import { type OpenedApp, openApp, ROOT } from './openApp.ts';
import { seriousFindings } from './seriousFindings.ts';

/**
 * A user's whole way, in a real browser, with the real engine and the small real models: from files to
 * a reviewed dataset and a student in use. The steps build on each other.
 */
const DEMO = path.join(ROOT, 'resources/demo');
const ROWS = 40;

let app: OpenedApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app?.close());

/** Lines of the demo's files that the project gets: with all of them its runs take several minutes. */
const GOLD = { seed: 20, validation: 28, test: 50 };

/** A file with that many lines of the demo's file of that split, spread over it. */
function someLines(split: string, count: number): string {
  const all = readFileSync(path.join(DEMO, `gold/${split}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  const lines = Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]);
  const file = path.join(app.home, `${split}.jsonl`);
  writeFileSync(file, lines.join('\n'));
  return file;
}

describe('from files to a classifier in use', () => {
  it('makes a project from gold files and a corpus', async () => {
    const { page } = app;
    await page.click('text=New project');
    await page.getByLabel('Name').fill('Films');
    for (const [split, lines] of Object.entries(GOLD)) {
      const file = someLines(split, lines);
      await page.getByLabel(`Choose the ${split} file`, { exact: true }).last().setInputFiles(file);
      await page.getByText(`${split}.jsonl, `).waitFor();
    }
    // the labels were found in the file
    expect(await page.getByLabel('Label 1', { exact: true }).inputValue()).not.toBe('');
    await page.getByLabel('Meaning of label 1').fill('what the reviewer liked about the movie');
    await page.getByLabel('Meaning of label 2').fill('what the reviewer disliked about the movie');
    await page
      .getByLabel('Add files of documents')
      .last()
      .setInputFiles(path.join(DEMO, 'corpus/films.jsonl'));
    await page.getByText('200 documents').first().waitFor();
    await page.click('text=Create the project');
    await page.waitForSelector('h1:has-text("Run")');
    await page.getByText('suggested').waitFor();
  });

  it('changes how a student is trained', async () => {
    await app.trainFor(2);
  });

  it('refuses a setting out of range in words, and starts nothing', async () => {
    const { page } = app;
    const card = page.locator('form', { hasText: 'Learn from mistakes' });
    await card.locator('summary').click();
    await card.getByLabel('topP').fill('7');
    await card.getByRole('button', { name: 'Start' }).click();
    // the browser's own check holds it back, with the range from the schema
    expect(await card.getByLabel('topP').evaluate((input) => input.matches(':invalid'))).toBe(true);
    await card.getByLabel('topP').fill('0.9');
  });

  it('runs S3, paused and resumed on the way', async () => {
    const { page } = app;
    const card = page.locator('form', { hasText: 'Learn from mistakes' });
    await card.getByLabel('rows').fill(String(ROWS));
    await card.getByLabel('rounds').fill('1');
    await card.getByRole('button', { name: 'Start' }).click();
    await page.getByText('running').first().waitFor();
    await page.locator('.latest li').first().waitFor({ timeout: 120_000 });
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('It resumes where it stopped').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('See the results').waitFor({ timeout: 600_000 });
    const kept = Number(await page.locator('dt:text-is("kept") + dd').first().innerText());
    expect(kept).toBeGreaterThan(ROWS / 2);
  });

  it('reviews 30 rows by the keyboard alone', async () => {
    const { page } = app;
    await page.getByText('Review the rows').click();
    await page.locator('.row-text').waitFor();
    const textOfCurrent = () => page.locator('.row-line.current .text').innerText();
    const before = await textOfCurrent();
    for (let row = 0; row < 28; row++) await page.keyboard.press(row % 4 === 3 ? 'r' : 'a');
    await page.getByText('Row 29 of').waitFor();
    expect(await textOfCurrent()).not.toBe(before);
    // relabel, edit, comment, flag, and back again
    await page.keyboard.press('2');
    await page.keyboard.press('e');
    await page.getByLabel('Edit the text').last().fill('A warm and funny film.');
    await page.keyboard.press('Control+Enter');
    await page.locator('.row-text', { hasText: 'A warm and funny film.' }).waitFor();
    await page.locator('.diff ins').first().waitFor();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('c');
    await page.getByLabel('Comment on the row').last().fill('short, but fine');
    await page.keyboard.press('Control+Enter');
    await page.getByText('comment: short, but fine').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('f');
    await page.locator('.row-detail .badge', { hasText: 'flagged' }).waitFor();
    await page.keyboard.press('u');
    await page.locator('.row-detail .badge', { hasText: 'flagged' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('Shift+U');
    await page.locator('.row-detail .badge', { hasText: 'flagged' }).waitFor();
    await page.keyboard.press('a');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('keeps every review when the engine is killed', async () => {
    const { page } = app;
    await app.goTo('project');
    const accepted = () => page.locator('dt:text-is("accepted") + dd').innerText();
    // 21 by a, one by its label, and the row that was edited
    const decided = '23';
    await expect.poll(accepted).toBe(decided);
    await app.served.kill();
    await page.getByText('Reconnecting to the engine').waitFor();
    await app.crashAndReopen();
    await page.getByRole('button', { name: /^Films/ }).click();
    await page.waitForSelector('h1:has-text("Films")');
    await expect.poll(accepted).toBe(decided);
  });

  it('does one thing to a whole list, says what, and takes it back', async () => {
    const { page } = app;
    await app.goTo('review');
    const button = page.getByRole('button', { name: /^All \d+ …/ });
    const before = await button.innerText();
    await page.getByLabel('State').selectOption('open');
    await expect.poll(() => button.innerText()).not.toBe(before);
    const count = Number(/\d+/.exec(await button.innerText())![0]);
    await button.click();
    await page.getByText(`accepted ${count} rows`).waitFor();
    await page.getByRole('button', { name: 'Do it' }).click();
    await page.locator('.row-line .badge.accepted').first().waitFor();
    await page.keyboard.press('u');
    await page.locator('.row-line .badge', { hasText: 'open' }).first().waitFor();
  });

  it('audits a sample blind, and heads the results with the agreement', async () => {
    const { page } = app;
    await app.goTo('audit');
    await page.getByLabel('Rows to sample').fill('6');
    await page.getByRole('button', { name: 'Start the audit' }).click();
    for (let row = 0; row < 6; row++) {
      const text = await page.locator('.audit-text').innerText();
      expect(text).not.toBe('');
      await page.keyboard.press('1');
      await page.getByText(`of ${row + 1} rows`).waitFor();
    }
    await app.goTo('results');
    await page.getByText(/You agree with \d of 6 rows/).waitFor();
    await page.getByText('Validation texts it gets wrong').waitFor();
  });

  it('trains on what was reviewed', async () => {
    const { page } = app;
    await page.getByRole('button', { name: /rows nobody rejected/ }).click();
    await page.getByText('See the results').waitFor({ timeout: 600_000 });
    await page.getByText('See the results').click();
    await page.getByRole('rowheader', { name: 'reviewed rows, not rejected' }).waitFor();
  });

  it('shows prompts as the teacher gets them, changes one and tries it', async () => {
    const { page } = app;
    await app.goTo('prompts');
    const card = page.getByRole('region', { name: 'A row from a mistake', exact: true });
    const rendered = card.getByRole('region', { name: 'What the teacher gets' });
    const template = card.getByRole('textbox');
    expect(await template.inputValue()).toContain('{text}');
    expect(await rendered.innerText()).not.toContain('{text}');
    await template.fill('Write a sad text that shows {meaning}.');
    await page.getByText('The prompt s3.extrapolate lacks {text}').waitFor();
    expect(await page.getByRole('button', { name: 'Save for the next run' }).isDisabled()).toBe(
      true,
    );
    await template.fill('Write one short sad text that shows {meaning}, like: {text}');
    await rendered.getByText('Write one short sad text').waitFor();
    await page.getByRole('button', { name: 'Save for the next run' }).click();
    await page.getByText('The next run uses these prompts.').first().waitFor();
    await card.getByRole('button', { name: 'Try it' }).click();
    await card.getByRole('status').waitFor({ timeout: 120_000 });
    expect(await card.getByRole('status').innerText()).not.toBe('');
  });

  it('shows the corpus, and says when search has to wait for a run', async () => {
    const { page } = app;
    await app.goTo('corpus');
    await page.getByText('200 documents').waitFor();
    await page.getByLabel('A text to find passages for').fill('a heist');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByText('Search works after it').waitFor();
  });

  it('uses the student on texts', async () => {
    const { page } = app;
    await app.goTo('use');
    await page
      .getByLabel('Texts', { exact: true })
      .fill('A warm, funny little film.\nIt drags from start to end.');
    await page.getByRole('button', { name: 'Label the texts' }).click();
    await page.getByText('2 texts, from pasted text').waitFor({ timeout: 60_000 });
    await page.locator('.labelled-body .text').nth(1).waitFor();
    const labels = await page
      .locator('.labelled-body .labelled-line > :first-child')
      .allInnerTexts();
    expect(labels.every((label) => ['positive', 'negative'].includes(label))).toBe(true);
  });

  it('exports the accepted rows, as many as it says', async () => {
    const { page } = app;
    await app.goTo('export');
    await page.locator('.card', { hasText: 'Rows as JSONL' }).getByRole('button').click();
    const file = await page.locator('[role=status] .mono').first().innerText();
    const rows = readFileSync(file, 'utf8').trim().split('\n');
    const said = /Written, (\d+) rows/.exec(
      await page.locator('p', { hasText: 'Written, ' }).innerText(),
    );
    expect(rows).toHaveLength(Number(said![1]));
    expect(rows.map((row) => JSON.parse(row).text)).toContain('A warm and funny film.');
  });

  it('has no serious accessibility finding on any screen', async () => {
    const found: Record<string, readonly string[]> = {};
    for (const screen of screens) {
      await app.goTo(screen);
      await app.page.waitForTimeout(300);
      const findings = await seriousFindings(app.page);
      if (findings.length > 0) found[screen] = findings;
    }
    expect(found).toEqual({});
  });

  it('asked nothing of a network, and nothing broke its content policy', () => {
    // while the engine was dead its socket could not be reached: that is all that may be said
    const others = app.complaints.filter((text) => !/WebSocket|ERR_CONNECTION_REFUSED/.test(text));
    expect(others).toEqual([]);
  });
});
