import { type AddressInfo, createServer, type Server } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveTeacher, type TeacherServer } from '../../electron/cli/serve/serveTeacher.ts';
import { openEndpoints } from '../../electron/engine/endpoints/endpointRegistry.ts';
import {
  openServedTeacher,
  type ServedTeacher,
} from '../../electron/engine/endpoints/servedTeacher.ts';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import { randomStream } from '../../models/randomStream.ts';
import { type FaultyEndpoint, faultyEndpoint } from '../fixtures/faultyEndpoint.ts';
import { finishedProject } from '../fixtures/finishedProject.ts';
import { TINY_WORDS } from '../fixtures/tinyTeacher.ts';
import { type OpenedApp, openApp } from './openApp.ts';
import { seriousFindings } from './seriousFindings.ts';

let app: OpenedApp;
let near: FaultyEndpoint;
/** It reads and says nothing. */
const mute = createServer((socket) => void socket.on('error', () => {}).resume());
let served: ServedTeacher;
let server: TeacherServer;

beforeAll(async () => {
  near = await faultyEndpoint({
    latency: 30,
    answer: ({ prompt, seed }) => {
      const random = randomStream('endpoint', String(prompt), Number(seed));
      return `${Array.from({ length: 9 }, () => random.pick(TINY_WORDS)).join(' ')}.`;
    },
  });
  app = await openApp({
    prepare: async (home) => {
      const { models } = await finishedProject(home);
      served = await openServedTeacher(openModelStore({ folder: models }), 'tiny-teacher');
      server = await serveTeacher(served, { host: '127.0.0.1', port: 0 });
      const endpoints = openEndpoints({ STILLROOM_HOME: home });
      endpoints.add('lab', { url: 'http://gpu-box.example:8000/v1', model: 'llama' });
      endpoints.add('near', { url: near.url, model: 'm' });
      endpoints.add('mute', { url: await listenTo(mute), model: 'm' });
      return { STILLROOM_MODELS: models };
    },
  });
  await app.page.getByRole('button', { name: /^Tiny/ }).click();
  await app.page.waitForSelector('h1:has-text("Tiny")');
});
afterAll(async () => {
  await app?.close();
  await near?.close();
  mute.close();
  await server?.close();
  served?.stop();
});

async function listenTo(silent: Server): Promise<string> {
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
}

const banner = () => app.page.getByRole('complementary', { name: 'What leaves this computer' });

async function choose(teacher: string) {
  const { page } = app;
  await app.goTo('project');
  await page.getByRole('button', { name: 'Change …' }).click();
  await page.getByLabel('Teacher').selectOption(teacher);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Change …' }).waitFor();
}

const card = (name: string) => app.page.getByRole('article', { name, exact: true });
const dialog = () => app.page.getByRole('dialog');

async function shoot(name: string) {
  if (process.env.SHOTS) {
    await app.page.screenshot({ path: path.join(process.env.SHOTS, `${name}.png`) });
  }
}

async function shootBoth(name: string) {
  // a colour on its way to another is neither
  await app.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await shoot(`${name}-light`);
  await app.page.emulateMedia({ colorScheme: 'dark' });
  await shoot(`${name}-dark`);
}

it('without endpoints nothing is said to leave', async () => {
  await app.goTo('run');
  expect(await banner().count()).toBe(0);
  expect(await app.page.getByText('On this machine').count()).toBe(1);
});

it('with a teacher on another machine, every page of the project says what leaves and whereto', async () => {
  await choose('lab');
  for (const screen of [
    'project',
    'label',
    'prompts',
    'corpus',
    'run',
    'review',
    'results',
    'use',
    'export',
  ]) {
    await app.goTo(screen);
    await banner().waitFor();
    expect(await banner().textContent(), screen).toMatch(
      /Your texts leave this computer: .*go to http:\/\/gpu-box\.example:8000\. They travel without encryption/,
    );
  }
  await app.goTo('run');
  await shoot('endpoints-run');
  expect(await seriousFindings(app.page)).toEqual([]);
  await app.goTo('models');
  await card('lab').getByText('http://gpu-box.example:8000: llama').waitFor();
});

it('a run that no server answers is refused in words', async () => {
  await app.goTo('run');
  const card = app.page.locator('form', { hasText: 'Learn from mistakes' });
  await card.getByRole('button', { name: 'Start' }).click();
  await app.page.getByText(/No endpoint of the teacher lab can be used/).waitFor();
});

it('a prompt is tried on the server', async () => {
  const { page } = app;
  await choose('near');
  await app.goTo('prompts');
  await page.getByRole('button', { name: 'Try it' }).first().click();
  const answer = page.locator('p.source[role=status]').first();
  await answer.waitFor();
  const words = (await answer.innerText()).replace('.', '').split(' ');
  expect(words).toHaveLength(9);
  expect(words.every((word) => TINY_WORDS.includes(word))).toBe(true);
});

it('a run through a server on this computer writes its rows, and says so', async () => {
  const { page } = app;
  await app.goTo('run');
  await banner().getByText(`a server on this computer (${near.url})`).waitFor();
  const card = page.locator('form', { hasText: 'Learn from mistakes' });
  await card.locator('summary').click();
  await card.getByLabel('rows').fill('30');
  await card.getByLabel('rounds').fill('0');
  await card.getByRole('button', { name: 'How long will it take?' }).click();
  await page.getByText(/with 1 server running/).waitFor({ timeout: 60_000 });
  await card.getByRole('button', { name: 'Start' }).click();
  await page.getByText('running').first().waitFor();
  await shoot('endpoints-at-work');
  await page.getByText(/^Estimated before it began: /).waitFor();
  await page.getByText('See the results').waitFor({ timeout: 120_000 });
  await page.getByText(/^Estimated: .* It took .*\.$/).waitFor();
  await shoot('endpoints-timing');
  await app.goTo('results');
  const fact = page.getByText(new RegExp(`Teacher near: m at ${near.url}`));
  await fact.waitFor({ state: 'attached' });
  expect(app.complaints).toEqual([]);
});

it('what is typed is refused in the command line’s sentence, and nothing is added', async () => {
  const { page } = app;
  await app.goTo('models');
  await page.getByRole('button', { name: 'Add one …' }).click();
  await dialog().getByLabel('Name').fill('box');
  await dialog().getByLabel('Address').fill('gpu-box');
  await dialog().getByLabel('Model', { exact: true }).fill('tiny-teacher');
  await dialog().getByText("--url: 'gpu-box' is no address of a server").waitFor();
  expect(await dialog().getByRole('button', { name: 'Add it' }).isDisabled()).toBe(true);
  await dialog().getByLabel('Address').fill('http://gpu-box:8000');
  await dialog()
    .getByText(/go to http:\/\/gpu-box:8000\. They travel without encryption/)
    .waitFor();
  await shootBoth('endpoints-add');
  expect(await seriousFindings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  expect(await card('box').count()).toBe(0);
});

it('a served teacher is added, checked and removed by the keyboard', async () => {
  const { page } = app;
  const press = async (name: string | RegExp) => {
    await page.getByRole('button', { name }).focus();
    await page.keyboard.press('Enter');
  };
  await press('Add one …');
  await dialog().getByLabel('Name').fill('box');
  await page.keyboard.press('Tab');
  await page.keyboard.type(`${server.url}/v1`);
  await page.keyboard.press('Tab');
  await page.keyboard.type('tiny-teacher');
  await dialog().getByText(`a server on this computer (${server.url})`).waitFor();
  await page.keyboard.press('Enter');
  await dialog().waitFor({ state: 'detached' });
  await card('box').getByText('4096 tokens, continues texts').waitFor();
  await press('Check box');
  await card('box').getByText('continues texts (/v1/completions)').waitFor();
  const lines = await card('box').locator('.findings li').allInnerTexts();
  expect(lines.map((line) => line.split(/\s+/).join(' '))).toEqual(
    expect.arrayContaining([
      'yes continues texts (/v1/completions)',
      'yes gives the same text for the same seed',
      'yes scores labels',
      'yes self-debiases',
    ]),
  );
  await press('Check mute');
  await press('Stop checking mute');
  await card('mute').getByRole('button', { name: 'Check mute' }).waitFor();
  expect(await card('mute').getByRole('progressbar').count()).toBe(0);
  await press('Check lab');
  await card('lab').locator('.fault').waitFor({ timeout: 100_000 });
  await card('box').scrollIntoViewIfNeeded();
  await shootBoth('endpoints-models');
  expect(await seriousFindings(page)).toEqual([]);
  await press('Remove box');
  await dialog().getByRole('button', { name: 'Keep it' }).click();
  await dialog().waitFor({ state: 'detached' });
  expect(await card('box').count()).toBe(1);
  await press('Remove box');
  await dialog().getByRole('button', { name: 'Remove it' }).click();
  // behind a dialog a card is hidden from roles, removed or not
  await dialog().waitFor({ state: 'detached' });
  await card('box').waitFor({ state: 'detached' });
  const left = openEndpoints({ STILLROOM_HOME: app.home }).list();
  expect(left.map(({ name }) => name)).toEqual(['lab', 'near', 'mute']);
  expect(app.complaints).toEqual([]);
});
