import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { draftSchema } from '../../electron/contract/draft.ts';
import { writeDraft } from '../../electron/engine/session/draft.ts';
import { everyText, MEASURED_LABELS, measuredProject } from '../fixtures/measuredProject.ts';
import { makeTinyModels } from '../fixtures/tinyProject.ts';
import { type OpenedApp, openApp } from './openApp.ts';
import { overflow } from './overflow.ts';
import { seriousFindings } from './seriousFindings.ts';

/** Rows that were never measured, to the lists of rows that a person should look at, and the report. */
let app: OpenedApp;
let folder: string;
beforeAll(async () => {
  app = await openApp({
    async prepare(home) {
      const models = await makeTinyModels(home);
      const texts = everyText();
      const [first, second] = texts.rows!['synthesizrr/retricl']!;
      const project = await measuredProject({
        ...texts,
        // more of one label, a copy of a test text, and a copy of an earlier row
        rows: {
          ...texts.rows,
          'synthesizrr/retricl': [
            ...texts.rows!['synthesizrr/retricl']!,
            first!,
            { ...second!, text: texts.gold!.at(-1)!.text },
          ],
        },
        folder: home,
      });
      folder = project.folder;
      writeDraft(
        project,
        draftSchema.parse({
          task: {
            kind: 'text-classification',
            labels: Object.fromEntries(MEASURED_LABELS.map((label) => [label, `what is ${label}`])),
          },
          gold: {},
          teacher: 'tiny-teacher',
          encoder: 'tiny-bert',
          student: { model: 'tiny-bert' },
        }),
      );
      project.close();
      return { STILLROOM_MODELS: models };
    },
  });
  await app.page.getByLabel('Open a project by its folder').fill(folder);
  await app.page.getByRole('button', { name: 'Open', exact: true }).click();
  await app.page.waitForSelector('h1:has-text("Measured")');
});
afterAll(() => app?.close());

async function shoot(name: string): Promise<void> {
  if (!process.env.SHOTS) return;
  const { page } = app;
  const size = page.viewportSize()!;
  await page.setViewportSize({ ...size, height: 5000 });
  await page.waitForTimeout(300);
  await page.screenshot({ path: path.join(process.env.SHOTS, `${name}.png`) });
  await page.setViewportSize(size);
}

const panel = (title: string) => app.page.getByRole('region', { name: title, exact: true });
const map = () => panel('Where rows are, and what they leave out').getByRole('img');

async function backToMeasure(): Promise<void> {
  await app.goTo('measure');
  await map().waitFor();
}

it('can be cancelled, and goes on with what is missing', async () => {
  const { page } = app;
  await app.goTo('measure');
  await page.getByText('S3 48, SynthesizRR RetrICL 42, your labels 40').waitFor();
  await shoot('measure-before');
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Measure the rows' }).click();
  await page.getByRole('button', { name: 'Measuring …' }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  const again = page.getByRole('button', { name: /^Measure (the rows|again)$/ });
  await again.waitFor();
  expect(await again.isEnabled()).toBe(true);
});

it('measures the rows, and has every panel with its figures', async () => {
  const { page } = app;
  await page.getByRole('button', { name: /^Measure (the rows|again)$/ }).click();
  await page.getByText('Nothing has changed since the last measurement.').waitFor();
  await expect.poll(() => page.getByRole('heading', { level: 2 }).allInnerTexts()).toHaveLength(9);
  await map().waitFor();
  const recipes = panel('All recipes side by side').locator('tbody tr');
  expect(await recipes.locator('th').allInnerTexts()).toEqual(['S3', 'SynthesizRR RetrICL']);
  // n, no score, five shares or counts, and names that invented words have none of
  expect(await recipes.last().locator('td').allInnerTexts()).toHaveLength(10);
  const cells = panel('Copies and memorised passages').getByRole('row', { name: /^SynthesizRR/ });
  // n, copies of an earlier row, near ones, of labels, of documents, of test texts
  expect((await cells.locator('td').allInnerTexts()).slice(0, 6)).toEqual(
    '42 1 0 0 0 1'.split(' '),
  );
  expect(await page.getByText('before your last changes').count()).toBe(0);
  await shoot('measure-light');
});

it('has no serious finding by axe, in light and dark, and is not wider than a small window', async () => {
  const { page } = app;
  await page.setViewportSize({ width: 1024, height: 768 });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // colours change by and by
    await expect.poll(() => seriousFindings(page)).toEqual([]);
    await shoot(`measure-1024-${colorScheme}`);
  }
  expect(await overflow(app)).toEqual([0, 0]);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1380, height: 860 });
});

it('opens a list of rows in Review, and shows the others again', async () => {
  const { page } = app;
  const list = panel('Copies and memorised passages')
    .getByRole('listitem')
    .filter({ hasText: 'copies of test texts' });
  await list.getByRole('button', { name: 'Review 1 row', exact: true }).click();
  await page.getByText('Row 1 of 1', { exact: true }).waitFor();
  const text = everyText().gold!.at(-1)!.text;
  expect(await page.locator('.row-line .text').allInnerTexts()).toEqual([text]);
  await page.getByRole('button', { name: '1 row of a list' }).click();
  await page.getByText('Row 1 of 90', { exact: true }).waitFor();
});

it('marks the rows that are drawn around, and hides groups', async () => {
  const { page } = app;
  await backToMeasure();
  await map().scrollIntoViewIfNeeded();
  const review = panel('Where rows are, and what they leave out').getByRole('button', {
    name: /marked/,
  });
  expect(await review.isDisabled()).toBe(true);
  await drawAroundAll();
  expect(await review.innerText()).toBe('Review 90 marked rows');
  await shoot('measure-marked');
  await page.getByRole('checkbox', { name: 'SynthesizRR RetrICL' }).uncheck();
  expect(await review.innerText()).toBe('Review 48 marked rows');
  await review.click();
  await page.getByText('Row 1 of 48', { exact: true }).waitFor();
  await backToMeasure();
  // a click marks nothing
  await drawAroundAll();
  await map().click();
  expect(await review.isDisabled()).toBe(true);
});

async function drawAroundAll(): Promise<void> {
  const { page } = app;
  const { x, y, width, height } = (await map().boundingBox())!;
  const corners = [
    [2, 2],
    [width - 2, 2],
    [width - 2, height - 2],
    [2, height - 2],
    [2, 2],
  ] as const;
  await page.mouse.move(x + 2, y + 2);
  await page.mouse.down();
  for (const [across, down] of corners) await page.mouse.move(x + across, y + down, { steps: 4 });
  await page.mouse.up();
}

it('shows the text under the pointer without moving the page, zooms, and moves', async () => {
  const { page } = app;
  const place = () => panel('Labels of the rows').boundingBox();
  const before = await place();
  const caption = page.locator('.point-map figcaption .map-text').first();
  const hint = await caption.innerText();
  await pointAtARow();
  expect(await caption.innerText()).not.toBe(hint);
  await expect
    .poll(() => caption.innerText())
    .toMatch(/^(good|bad) \((S3|SynthesizRR RetrICL)\): /);
  expect(await place()).toEqual(before);
  await page.mouse.wheel(0, -600);
  const whole = page.getByRole('button', { name: 'Whole map' });
  await whole.waitFor();
  expect(await place()).toEqual(before);
  await shoot('measure-zoomed');
  await whole.click();
  expect(await whole.count()).toBe(0);
  const { x, y } = (await map().boundingBox())!;
  await page.keyboard.down('Shift');
  await page.mouse.move(x + 100, y + 100);
  await page.mouse.down();
  await page.mouse.move(x + 160, y + 130, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await whole.click();
});

/** Moves the pointer over the map until it is on a row of S3. */
async function pointAtARow(): Promise<void> {
  const { page } = app;
  const { x, y, width, height } = (await map().boundingBox())!;
  const caption = page.locator('.point-map figcaption .map-text').first();
  for (let down = 10; down < height; down += 9) {
    for (let across = 10; across < width; across += 14) {
      await page.mouse.move(x + across, y + down);
      if (/^(good|bad) \(/.test(await caption.innerText())) return;
    }
  }
  throw new Error('no point is anywhere on the map');
}

it('reviews the rows of a group without a pointer', async () => {
  const { page } = app;
  const button = panel('Data map').getByRole('button', { name: /^Review \d+ rows of easy/ });
  const [, rows] = /(\d+) rows/.exec((await button.getAttribute('aria-label'))!)!;
  await button.focus();
  await page.keyboard.press('Enter');
  await page.getByText(`Row 1 of ${rows}`, { exact: true }).waitFor();
});

it('says which measures a review has outdated, and makes those anew', async () => {
  const { page } = app;
  await page.keyboard.press('r');
  await backToMeasure();
  // a rejected row has no say in who agrees
  await expect.poll(() => page.getByText('before your last changes').count()).toBe(7);
  await page.getByRole('button', { name: 'Measure again' }).click();
  await page.getByText('Nothing has changed since the last measurement.').waitFor();
  await expect.poll(() => page.getByText('before your last changes').count()).toBe(0);
});

it('saves the report as a page that needs nothing else', async () => {
  const { page } = app;
  await page.getByRole('button', { name: 'Save the report as a page' }).click();
  await page.getByText('A browser prints it as PDF.').waitFor();
  const file = path.join(folder, 'exports', 'report.html');
  expect(readFileSync(file, 'utf8')).toContain('Copies and memorised passages');
  const report = await page.context().browser()!.newPage();
  const requests: string[] = [];
  report.on('request', (request) => requests.push(request.url()));
  await report.goto(`file://${file}`);
  expect(requests).toEqual([`file://${file}`]);
  expect(await report.getByRole('img', { name: /texts as points/ }).count()).toBe(2);
  if (process.env.SHOTS) {
    const to = path.join(process.env.SHOTS, 'report.png');
    await report.screenshot({ path: to, fullPage: true });
  }
  expect(await seriousFindings(report)).toEqual([]);
  await report.close();
});

it('has the panels after the page is loaded anew', async () => {
  const { page } = app;
  await page.reload();
  await map().waitFor();
  expect(await page.getByRole('heading', { level: 2 }).count()).toBe(9);
  expect(app.complaints).toEqual([]);
});
