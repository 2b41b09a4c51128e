import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, it } from 'vitest';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import { type OpenedApp, openApp } from './openApp.ts';

let models: string;
beforeAll(() => {
  models = path.join(mkdtempSync(path.join(tmpdir(), 'stillroom-models-')), 'models');
  cpSync(openModelStore().folder, models, { recursive: true });
});

let app: OpenedApp | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

it('a model that goes away stops the run that uses it with the file’s name, and the run goes on when it is back', async () => {
  app = await openApp({ prepare: () => ({ STILLROOM_MODELS: models }) });
  const { page } = app;
  await page.click('text=Open the demo');
  await page.waitForSelector('h1:has-text("Run")');
  const card = page.locator('form', { hasText: 'Learn from mistakes' });
  await card.getByLabel('rows').fill('24');
  await card.locator('summary').click();
  await card.getByLabel('rounds').fill('0');
  await card.getByRole('button', { name: 'Start', exact: true }).click();
  await page.locator('.latest li').first().waitFor({ timeout: 120_000 });
  // the student's weights are read when its training begins
  const student = path.join(models, 'all-minilm-l6-v2');
  cpSync(student, `${student}-kept`, { recursive: true });
  rmSync(student, { recursive: true });
  await page
    .getByText(/model\.safetensors was deleted or moved/)
    .first()
    .waitFor({ timeout: 120_000 });
  cpSync(`${student}-kept`, student, { recursive: true });
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByText('See the results').waitFor({ timeout: 700_000 });
});
