import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEndpoints } from '../../electron/engine/endpoints/endpointRegistry.ts';
import { readExperiment } from '../../electron/engine/engine.ts';
import { openProject } from '../../electron/engine/project/project.ts';
import { openAppState } from '../../electron/engine/session/appState.ts';
import { writeDraft } from '../../electron/engine/session/draft.ts';
import { type ListingTeacher, listingTeacher } from '../fixtures/listingTeacher.ts';
import { makeTinyExperiment, makeTinyModels } from '../fixtures/tinyProject.ts';
import { type OpenedApp, openApp } from './openApp.ts';
import { overflow } from './overflow.ts';
import { seriousFindings } from './seriousFindings.ts';

/** What AttrPrompt's rows differ in: listed by a served teacher, corrected, used, and written to. */
let app: OpenedApp;
let teacher: ListingTeacher;

beforeAll(async () => {
  teacher = await listingTeacher();
  app = await openApp({
    async prepare(home) {
      const models = await makeTinyModels(home);
      const made = makeTinyExperiment(path.join(home, 'files'), { student: ', method: head' });
      const { project: _, recipes: __, ...draft } = readExperiment(made.experiment).experiment;
      openEndpoints({ STILLROOM_HOME: home }).add('lab', { url: teacher.url, model: 'm' });
      const project = await openProject(path.join(home, 'projects', 'Films.stillroom'), {
        create: true,
      });
      writeDraft(project, { ...draft, teacher: 'lab' });
      project.close();
      openAppState({ STILLROOM_HOME: home }).remember(project.folder);
      return { STILLROOM_MODELS: models };
    },
  });
  await app.page.getByRole('button', { name: /^Films/ }).click();
  await app.page.waitForSelector('h1:has-text("Films")');
});
afterAll(async () => {
  await app?.close();
  await teacher?.close();
});

const card = () => app.page.locator('form').filter({ hasText: 'AttrPrompt' }).first();
const button = (name: string) => card().getByRole('button', { name, exact: true });
const list = (name: string) => card().getByRole('textbox', { name, exact: true });
const said = (text: string | RegExp) => card().getByText(text);

async function openEditor(): Promise<void> {
  await app.goTo('run');
  const summary = card().getByText('What rows differ in', { exact: true });
  await summary.focus();
  await app.page.keyboard.press('Enter');
  await button('Use these').waitFor();
}

/** Goes there with Tab alone. */
async function reach(locator: Locator): Promise<void> {
  for (let tabs = 0; tabs < 60; tabs++) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await app.page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${locator}`);
}

async function shoot(name: string): Promise<void> {
  if (!process.env.SHOTS) return;
  const { page } = app;
  const size = page.viewportSize()!;
  await page.setViewportSize({ ...size, height: 2600 });
  await page.waitForTimeout(300);
  await card().screenshot({ path: path.join(process.env.SHOTS, `${name}.png`) });
  await page.setViewportSize(size);
}

it('says what listing takes, shows how far it is, and can be cancelled', async () => {
  const { page } = app;
  await openEditor();
  await said(
    '24 calls: 4 lists of 10 values, 20 questions whether a value fits other labels too, and up to two more for each list that comes out short.',
  ).waitFor();
  await shoot('attributes-empty');
  teacher.takes(400);
  await button('List them with the teacher').click();
  await said(/^[12] of 4 lists, \d+ calls$/).waitFor();
  teacher.takes(10_000);
  await shoot('attributes-listing');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await button('List them with the teacher').waitFor();
  expect(await list('style: for all labels').inputValue()).toBe('');
  teacher.takes(0);
  // what is listed by then stays
  await button('Clear subtopic').click();
});

it('keeps what is typed, lets the teacher list the rest, and uses nothing by itself', async () => {
  await list('genre: for all labels').fill('western\nhorror\n');
  await app.goTo('project');
  await openEditor();
  expect(await list('genre: for all labels').inputValue()).toBe('western\nhorror\n');
  await button('List them with the teacher').click();
  await said('The teacher has nothing to list. Clear a list to have it listed anew.').waitFor();
  expect(await list('genre: for all labels').inputValue()).toBe('western\nhorror\n');
  const subjects = (await list('subtopic: positive').inputValue()).split('\n');
  expect(subjects.at(-1)).toBe('another subtopic');
  expect(subjects.length).toBeGreaterThan(4);
  expect((await list('style: for all labels').inputValue()).split('\n')).toHaveLength(10);
  await said('The next run does not use these lists yet.').waitFor();
  await shoot('attributes-listed');
});

it('counts combinations, and marks lines that repeat, empty lists and names', async () => {
  const { page } = app;
  await list('subtopic: positive').fill('joy\nhope\nJoy');
  await said('Line 3 repeats line 1: such a value is drawn more often.').waitFor();
  await list('subtopic: negative').fill('anger');
  await list('style: for all labels').fill('dry');
  // two ranges of words, two genres
  await said('12 combinations').waitFor();
  await said(/positive 8, negative 4\. 300 rows can be all of them, and repeat them\./).waitFor();
  await list('subtopic: negative').fill('');
  await said('This list is empty. Write a value on a line, or have the teacher list it.').waitFor();
  expect(await list('subtopic: negative').getAttribute('aria-invalid')).toBe('true');
  expect(await button('Use these').isDisabled()).toBe(true);
  await shoot('attributes-marked');
  await list('subtopic: negative').fill('anger\nspite');

  const name = card().getByLabel('Another attribute');
  await name.fill('Genre');
  await said('There is an attribute genre already.').waitFor();
  await name.fill('speaker');
  // a run would start, if the form took this key
  await page.keyboard.press('Enter');
  await list('speaker: for all labels').fill('a child');
  await card().getByLabel('Lists of speaker').selectOption('a list for each label');
  expect(await list('speaker: negative').inputValue()).toBe('a child');
  await list('speaker: negative').fill('a critic');
  await name.fill('mood');
  await button('Add an attribute').click();
  await said('This list is empty. Write a value on a line.').waitFor();
  await button('Remove mood').focus();
  await page.keyboard.press('Enter');
  expect(await list('mood: for all labels').count()).toBe(0);
  expect(await name.evaluate((input) => input === document.activeElement)).toBe(true);
});

it('has no serious finding by axe, in light and dark, and is not wider than a small window', async () => {
  const { page } = app;
  await page.setViewportSize({ width: 1024, height: 768 });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect.poll(() => seriousFindings(page)).toEqual([]);
    await shoot(`attributes-1024-${colorScheme}`);
  }
  expect(await overflow(app)).toEqual([0, 0]);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1380, height: 860 });
});

it('uses the lists when somebody says so, also after the page is loaded anew', async () => {
  const { page } = app;
  await said('What rows differ in was changed below, and a run does not use it yet.').waitFor();
  await list('subtopic: positive').focus();
  await reach(card().getByLabel('Lists of genre'));
  await reach(button('Clear style'));
  await reach(button('Remove speaker'));
  await reach(button('Use these'));
  await page.keyboard.press('Enter');
  await said('The next run uses these lists.').waitFor();
  await page.reload();
  await openEditor();
  expect(await list('speaker: negative').inputValue()).toBe('a critic');
  expect(await list('subtopic: positive').inputValue()).toBe('joy\nhope\nJoy');
  await said('The next run uses these lists.').waitFor();
});

it('writes rows to these lists, and asks the teacher for none', async () => {
  const { page } = app;
  const before = teacher.prompts.length;
  await card().getByLabel('rows').first().fill('12');
  await button('Start').click();
  await page.getByRole('link', { name: 'See the results' }).waitFor();
  const prompts = teacher.prompts.slice(before);
  expect(prompts.filter((prompt) => /^List |^Consider /.test(prompt))).toEqual([]);
  const rows = prompts.filter((prompt) => prompt.includes('requirements below'));
  expect(rows).toHaveLength(12);
  for (const prompt of rows) {
    const of = prompt.includes('positive review') ? /'(joy|hope|Joy)'/ : /'(anger|spite)'/;
    expect(prompt).toMatch(of);
    expect(prompt).toMatch(/the speaker should be 'a (child|critic)'/);
  }
  expect(app.complaints).toEqual([]);
});
