import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEndpoints } from '../../electron/engine/endpoints/endpointRegistry.ts';
import { randomStream } from '../../models/randomStream.ts';
import { type FaultyEndpoint, faultyEndpoint } from '../fixtures/faultyEndpoint.ts';
import { finishedProject } from '../fixtures/finishedProject.ts';
import { TINY_WORDS } from '../fixtures/tinyTeacher.ts';
import { type OpenedApp, openApp } from './openApp.ts';
import { seriousFindings } from './seriousFindings.ts';

let app: OpenedApp;
let near: FaultyEndpoint;

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
      const endpoints = openEndpoints({ STILLROOM_HOME: home });
      endpoints.add('lab', { url: 'http://gpu-box.example:8000/v1', model: 'llama' });
      endpoints.add('near', { url: near.url, model: 'm' });
      return { STILLROOM_MODELS: models };
    },
  });
  await app.page.getByRole('button', { name: /^Tiny/ }).click();
  await app.page.waitForSelector('h1:has-text("Tiny")');
});
afterAll(async () => {
  await app?.close();
  await near?.close();
});

const banner = () => app.page.getByRole('complementary', { name: 'What leaves this computer' });

async function choose(teacher: string) {
  const { page } = app;
  await app.goTo('project');
  await page.getByRole('button', { name: 'Change …' }).click();
  await page.getByLabel('Teacher').selectOption(teacher);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Change …' }).waitFor();
}

async function shoot(name: string) {
  if (process.env.SHOTS) {
    await app.page.screenshot({ path: path.join(process.env.SHOTS, `${name}.png`) });
  }
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
  await app.page.getByText('http://gpu-box.example:8000 (llama)').waitFor();
  await shoot('endpoints-models');
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
  await card.getByRole('button', { name: 'How long will it take?' }).click();
  await page.getByText(/with 1 server running/).waitFor({ timeout: 60_000 });
  await card.locator('summary').click();
  await card.getByLabel('rows').fill('30');
  await card.getByLabel('rounds').fill('0');
  await card.getByRole('button', { name: 'Start' }).click();
  await page.getByText('running').first().waitFor();
  await shoot('endpoints-at-work');
  await page.getByText('See the results').waitFor({ timeout: 120_000 });
  await app.goTo('results');
  const fact = page.getByText(new RegExp(`Teacher near: m at ${near.url}`));
  await fact.waitFor({ state: 'attached' });
  expect(app.complaints).toEqual([]);
});
