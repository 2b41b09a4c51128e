import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { draftSchema } from '../../electron/contract/draft.ts';
import { openAppState } from '../../electron/engine/session/appState.ts';
import { writeDraft } from '../../electron/engine/session/draft.ts';
import { projectWithRows } from '../fixtures/rowsProject.ts';
import { makeTinyModels } from '../fixtures/tinyProject.ts';
import { type OpenedApp, openApp, ROOT } from './openApp.ts';

/** The focus after an action must be such that the next key does what a reviewer expects. */
const ROWS = 60;
const LABELS = { comedy: 'makes people laugh', drama: 'takes its people seriously' };

let app: OpenedApp;
beforeAll(async () => {
  app = await openApp({
    async prepare(home) {
      const names = Object.keys(LABELS);
      const project = await projectWithRows(
        Array.from({ length: ROWS }, (_, i) => ({ text: `row ${i}`, label: names[i % 2]! })),
      );
      writeDraft(
        project,
        draftSchema.parse({
          task: { kind: 'text-classification', labels: LABELS },
          gold: {},
          corpus: [{ file: path.join(ROOT, 'resources/demo/corpus/films.jsonl'), text: 'text' }],
          teacher: 'tiny-teacher',
          encoder: 'tiny-bert',
          student: { model: 'tiny-bert' },
        }),
      );
      project.close();
      openAppState({ STILLROOM_HOME: home }).remember(project.folder);
      return { STILLROOM_MODELS: await makeTinyModels(home) };
    },
  });
  await app.page.getByRole('button', { name: /^p/ }).first().click();
  await app.page.waitForSelector('h1:has-text("p")');
});
afterAll(() => app?.close());

const grid = () => app.page.getByRole('grid', { name: 'Rows' });
const hasFocus = (locator: ReturnType<typeof grid>) =>
  locator.evaluate((element) => element === document.activeElement);
const foot = (words: string | RegExp) => app.page.locator('.review-foot', { hasText: words });

/** The rows have the focus, and the keys are theirs. */
async function expectKeysAtRows(): Promise<void> {
  await expect.poll(() => hasFocus(grid())).toBe(true);
  await app.page.keyboard.press('End');
  await foot(/Row (\d+) of \1/).waitFor();
  await app.page.keyboard.press('Home');
  await foot('Row 1 of ').waitFor();
}

describe('after a filter is changed, the rows have the focus', () => {
  beforeAll(async () => {
    await app.goTo('review');
    await foot(`of ${ROWS}`).waitFor();
  });

  it('by a choice in a list', async () => {
    await app.page.getByLabel('Label', { exact: true }).selectOption('drama');
    await foot(`of ${ROWS / 2}`).waitFor();
    await expectKeysAtRows();
  });

  it('by a choice with keys alone, once it is made', async () => {
    const label = app.page.getByLabel('Label', { exact: true });
    await label.focus();
    await app.page.keyboard.type('c');
    await foot(`of ${ROWS / 2}`).waitFor();
    expect(await label.inputValue()).toBe('comedy');
    // each letter is a choice: going on must not be taken for commands
    expect(await hasFocus(label)).toBe(true);
    await app.page.keyboard.press('ArrowUp');
    await foot(`of ${ROWS}`).waitFor();
    await app.page.keyboard.press('Enter');
    await expectKeysAtRows();
  });

  it('by the list that drops down, with keys or the mouse', async () => {
    const { page } = app;
    const label = page.getByLabel('Label', { exact: true });
    await label.focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await foot(`of ${ROWS / 2}`).waitFor();
    await expectKeysAtRows();
    await label.click();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await foot(`of ${ROWS}`).waitFor();
    await expectKeysAtRows();
  });

  it('by words', async () => {
    const words = app.page.getByLabel('Words in the text');
    await words.fill('row 1');
    await foot('of 11').waitFor();
    expect(await hasFocus(words)).toBe(true);
    await words.fill('row');
    await words.press('Enter');
    await foot(`of ${ROWS}`).waitFor();
    await expectKeysAtRows();
  });

  it('by a box to tick', async () => {
    await app.page.keyboard.press('f');
    await app.page.locator('.row-detail .badge', { hasText: 'flagged' }).waitFor();
    await app.page.getByLabel('flagged').check();
    await foot('Row 1 of 1').waitFor();
    await expectKeysAtRows();
    await app.page.getByLabel('flagged').uncheck();
    await foot(`of ${ROWS}`).waitFor();
    await expectKeysAtRows();
  });

  it('by an order, and by Refresh', async () => {
    await app.page.getByLabel('Order').selectOption('longest');
    await expectKeysAtRows();
    await app.page.getByRole('button', { name: 'Refresh' }).click();
    await expectKeysAtRows();
  });
});

describe('after a dialog is closed, the rows have the focus', () => {
  it.each([
    ['Keys', '?'],
    ['Give a label', '/'],
    ['Edit the text', 'e'],
    ['Comment on the row', 'c'],
  ])('%s, by Escape', async (name, key) => {
    await app.page.keyboard.press(key);
    const dialog = app.page.getByRole('dialog', { name });
    await dialog.waitFor();
    await app.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await expectKeysAtRows();
  });

  it.each([
    ['Every row of this list', `All ${ROWS} …`, 'Leave it'],
    ['Find uncertain rows', 'Find uncertain rows …', 'Not now'],
  ])('%s, by its button', async (name, opener, closer) => {
    await app.page.getByRole('button', { name: opener }).click();
    const dialog = app.page.getByRole('dialog', { name });
    await dialog.getByRole('button', { name: closer }).click();
    await dialog.waitFor({ state: 'hidden' });
    await expectKeysAtRows();
  });

  it('also the one that does something to every row', async () => {
    await app.page.getByRole('button', { name: `All ${ROWS} …` }).click();
    const dialog = app.page.getByRole('dialog');
    await dialog.getByText(`accepted ${ROWS} rows`).waitFor();
    await dialog.getByRole('button', { name: 'Do it' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await expectKeysAtRows();
    await app.page.keyboard.press('u');
    await app.page.locator('.row-detail .badge', { hasText: 'open' }).waitFor();
  });
});

it('gives a command by the key that was chosen for it, and says that key everywhere', async () => {
  const { page } = app;
  await app.goTo('settings');
  await page.getByRole('button', { name: 'Key for Accept: a' }).click();
  // a key that gives labels is none for a command
  await page.keyboard.press('3');
  await page.keyboard.press('r');
  await page.getByRole('button', { name: 'Key for Accept: r' }).waitFor();
  await page.getByRole('button', { name: 'Key for Reject: a' }).waitFor();
  await app.goTo('review');
  const row = page.getByRole('complementary', { name: 'The row' });
  await row.getByRole('button', { name: 'r Accept' }).waitFor();
  await foot('a reject').waitFor();
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keys' });
  expect(await keys.locator('.row', { hasText: 'Accept' }).first().innerText()).toMatch(/r$/);
  await page.keyboard.press('Escape');
  await keys.waitFor({ state: 'hidden' });
  await page.keyboard.press('Home');
  await page.keyboard.press('a');
  await page.keyboard.press('Home');
  await row.locator('.badge', { hasText: 'rejected' }).waitFor();
  await page.keyboard.press('u');
  await row.locator('.badge', { hasText: 'open' }).waitFor();
  await app.goTo('settings');
  await page.getByRole('button', { name: 'Back to the defaults' }).click();
  await page.getByRole('button', { name: 'Key for Accept: a' }).waitFor();
});

it('takes a key on a button for a command, but not the one that presses the button', async () => {
  const { page } = app;
  await app.goTo('review');
  await page.getByRole('button', { name: 'One at a time' }).click();
  const table = page.getByRole('button', { name: 'Table' });
  expect(await hasFocus(table)).toBe(true);
  await page.keyboard.press('j');
  await foot('Row 2 of ').waitFor();
  await page.keyboard.press('Enter');
  await grid().waitFor();
});

it('labels by key after the order was chosen with the mouse', async () => {
  const { page } = app;
  await app.goTo('label');
  const text = page.locator('.audit-text');
  await text.waitFor({ timeout: 60_000 });
  const order = page.getByLabel('Every kind in turn');
  for (const key of ['1', '2', '0', 'u']) {
    await order.click();
    expect(await hasFocus(order)).toBe(true);
    const before = await text.innerText();
    await page.keyboard.press(key);
    await expect.poll(() => text.innerText()).not.toBe(before);
  }
  // two labels stand; that no label fits was taken back
  const counts = await page.locator('.splits dd').allInnerTexts();
  expect(counts.map((words) => Number.parseInt(words, 10)).reduce((a, b) => a + b)).toBe(2);
  expect(app.complaints).toEqual([]);
});
