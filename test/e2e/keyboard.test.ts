import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTinyExperiment, makeTinyModels } from '../fixtures/tinyProject.ts';
import { type OpenedApp, openApp } from './openApp.ts';

/**
 * The whole way from files to an export without a mouse: everything is reached by Tab, opened by Enter or
 * Space, chosen by arrows and letters. The models are tiny, so that a run takes seconds.
 */
const MOST_TABS = 150;

let app: OpenedApp;
let page: Page;
let files: string;
beforeAll(async () => {
  app = await openApp({
    async prepare(home) {
      files = path.join(home, 'files');
      makeTinyExperiment(files);
      return { STILLROOM_MODELS: await makeTinyModels(home) };
    },
  });
  page = app.page;
  // listened to from the start: the browser must know before the key that nobody wants its dialog
  page.on('filechooser', () => {});
});
afterAll(() => app?.close());

/** Presses Tab until an element has the focus. */
async function reach(locator: Locator): Promise<void> {
  await locator.waitFor({ state: 'attached' });
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${MOST_TABS} tabs did not reach ${locator}`);
}

async function press(locator: Locator): Promise<void> {
  await reach(locator);
  await page.keyboard.press('Enter');
}

/** Takes the place of what stands in a field. */
async function type(locator: Locator, text: string): Promise<void> {
  await reach(locator);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

async function chooseFile(input: Locator, file: string): Promise<void> {
  await reach(input);
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.keyboard.press('Enter'),
  ]);
  await chooser.setFiles(file);
}

/** A list answers to letters as it does for a person. */
async function choose(list: Locator, option: string): Promise<void> {
  await reach(list);
  await page.keyboard.type(option);
  await expect.poll(() => list.inputValue()).toContain(option);
}

const button = (name: string | RegExp) => page.getByRole('button', { name }).first();
const screen = (name: string) => page.getByRole('link', { name, exact: true });

it('makes a project', async () => {
  await press(page.getByRole('link', { name: 'New project' }).last());
  await type(page.getByLabel('Name', { exact: true }), 'Keys');
  for (const [split, size] of [
    ['seed', '16'],
    ['validation', '16'],
  ] as const) {
    if (split === 'seed') {
      await chooseFile(
        page.getByLabel(`Choose the ${split} file`).last(),
        path.join(files, 'train.jsonl'),
      );
    } else {
      await press(button('Use train.jsonl here too'));
    }
    const card = page.locator('.card', {
      has: page.getByRole('heading', { name: new RegExp(split, 'i') }),
    });
    await type(card.getByLabel('Sample size'), size);
  }
  await chooseFile(page.getByLabel('Choose the test file').last(), path.join(files, 'test.jsonl'));
  await page.getByText('test.jsonl').first().waitFor();
  await type(page.getByLabel('Meaning of label 1'), 'what is good');
  await type(page.getByLabel('Meaning of label 2'), 'what is bad');
  await chooseFile(
    page.getByLabel('Add files of documents').last(),
    path.join(files, 'films.jsonl'),
  );
  await page.getByText('40 documents').first().waitFor();
  await choose(page.getByLabel('Teacher'), 'tiny-teacher');
  await choose(page.getByLabel('Encoder'), 'tiny-bert');
  await choose(page.getByLabel('Student'), 'tiny-bert');
  await press(button('Create the project'));
  await page.waitForSelector('h1:has-text("Run")');
});

it('changes what the student cannot do', async () => {
  const card = page.locator('form', { hasText: 'Learn from mistakes' });
  await type(card.getByLabel('rows'), '24');
  await press(card.getByRole('button', { name: 'Start' }));
  await page.getByText('512 tokens are more than the 128 positions').waitFor();
  await press(screen('Project'));
  await press(button('Change …'));
  await type(page.getByLabel('maxLength'), '128');
  await press(button('Save'));
  await button('Change …').waitFor();
  await press(screen('Run'));
});

it('asks how long a run takes, and runs it', async () => {
  const card = page.locator('form', { hasText: 'Learn from mistakes' });
  await type(card.getByLabel('rows'), '24');
  await press(card.getByRole('button', { name: 'How long will it take?' }));
  await card.getByText('Measured just now').waitFor({ timeout: 60_000 });
  await press(card.getByRole('button', { name: 'Start' }));
  await page.getByText('See the results').waitFor({ timeout: 120_000 });
});

it('reviews, and finds the uncertain rows', async () => {
  await press(page.getByText('Review the rows'));
  await page.locator('.row-text').waitFor();
  for (const key of ['a', 'a', 'r', '1', '2', 'u', 'Shift+U', 'j', 'k']) {
    await page.keyboard.press(key);
  }
  await press(button('Find uncertain rows'));
  const dialog = page.getByRole('dialog', { name: 'Find uncertain rows' });
  await dialog.waitFor();
  await press(dialog.getByRole('button', { name: 'Start' }));
  await dialog.waitFor({ state: 'hidden' });
  const order = page.getByLabel('Order');
  await expect
    .poll(() => order.locator('option[value=uncertain]').isDisabled(), { timeout: 120_000 })
    .toBe(false);
  await reach(order);
  await page.keyboard.type('most');
  await page.getByRole('columnheader', { name: 'Confidence' }).waitFor();
  await expect
    .poll(() => page.locator('.row-line .figures-text').first().innerText())
    .toMatch(/^0\.\d\d$/);
});

it('audits, and trains on what was reviewed', async () => {
  await press(screen('Audit'));
  await type(page.getByLabel('Rows to sample'), '3');
  await press(button('Start the audit'));
  for (let row = 1; row <= 3; row++) {
    await page.locator('.audit-text').waitFor();
    await page.keyboard.press('1');
    await page.getByText(`of ${row} rows`).waitFor();
  }
  await press(screen('Results'));
  await page.getByText(/You agree with \d of 3 rows/).waitFor();
  await press(button(/rows nobody rejected/));
  await page.waitForSelector('h1:has-text("Run")');
  await press(screen('Results'));
  await page
    .getByRole('rowheader', { name: 'reviewed rows, not rejected' })
    .waitFor({ timeout: 120_000 });
});

it('uses the student, and exports', async () => {
  await press(screen('Use'));
  await type(page.getByLabel('Texts', { exact: true }), 'good one\nbad two');
  await press(button('Label the texts'));
  await page.getByText('2 texts, from pasted text').waitFor({ timeout: 60_000 });
  await press(screen('Export'));
  const card = page.locator('.card', { hasText: 'Rows as JSONL' });
  await press(card.getByRole('button'));
  const folder = path.join(app.home, 'projects', 'Keys.stillroom', 'exports');
  await expect
    .poll(() => existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.jsonl')))
    .toBe(true);
  expect(app.complaints).toEqual([]);
});
