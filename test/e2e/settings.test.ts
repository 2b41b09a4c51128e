import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenedApp, openApp } from './openApp.ts';

let app: OpenedApp;
beforeAll(async () => {
  app = await openApp();
  await app.goTo('settings');
});
afterAll(() => app?.close());

it('shows the end of the log', async () => {
  await app.page.getByRole('button', { name: 'Show log' }).click();
  const log = app.page.getByRole('dialog').getByLabel('Log');
  expect(await log.inputValue()).toMatch(/Start: serve\. Stillroom /);
  await app.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await log.waitFor({ state: 'detached' });
});

it('keeps when runs work, and offers what can be known here', async () => {
  const { page } = app;
  const when = page.getByLabel('When runs work');
  const offered = await when.locator('option').allTextContents();
  expect(offered[0]).toBe('always');
  expect(offered).toContain('only at these hours');
  // a server knows nobody's keys
  expect(offered.join()).not.toContain('nobody uses the machine');
  await when.selectOption('hours');
  await page.getByLabel('from', { exact: true }).fill('21:30');
  const first = page.getByLabel(/Let other programs go first/);
  await first.click();
  await expect.poll(() => first.isChecked()).toBe(false);
  await page.reload();
  expect(await when.inputValue()).toBe('hours');
  expect(await page.getByLabel('from', { exact: true }).inputValue()).toBe('21:30');
  expect(await page.getByLabel('to', { exact: true }).inputValue()).toBe('07:00');
  expect(await first.isChecked()).toBe(false);
});

it('copies what a report of a fault needs', async () => {
  await app.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.page.getByRole('button', { name: 'Copy details' }).click();
  await app.page.getByText('The details were copied.').first().waitFor({ state: 'attached' });
  const text = await app.page.evaluate(() => navigator.clipboard.readText());
  expect(text).toMatch(/^Stillroom +\d/);
  expect(text).toContain('node-llama-cpp');
  expect(text).toMatch(/End of the log:\n.*Start: serve\./);
  expect(app.complaints).toEqual([]);
});
