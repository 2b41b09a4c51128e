import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FaultyEndpoint, faultyEndpoint } from '../fixtures/faultyEndpoint.ts';
import { type OpenedApp, openApp, ROOT } from './openApp.ts';
import { seriousFindings } from './seriousFindings.ts';

// The dialog as the desktop app shows it, where a key can be kept. The keychain is a played one.

const KEY = 'sk-of-the-lab';
const KEYCHAIN = pathToFileURL(path.join(ROOT, 'test/fixtures/servedKeychain.ts')).href;

let app: OpenedApp;
let server: FaultyEndpoint;
beforeAll(async () => {
  server = await faultyEndpoint();
  app = await openApp({ prepare: () => ({ NODE_OPTIONS: `--import ${KEYCHAIN}` }) });
});
afterAll(async () => {
  await app?.close();
  await server?.close();
});

it('a key is typed, sent to its server, and not shown again', async () => {
  const { page } = app;
  await app.goTo('models');
  await page.getByRole('button', { name: 'Add one …' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('lab');
  await dialog.getByLabel('Address').fill(server.url);
  await dialog.getByLabel('Model', { exact: true }).fill('m');
  const field = dialog.getByLabel('Key', { exact: true });
  await field.fill(KEY);
  expect(await field.getAttribute('type')).toBe('password');
  await dialog.getByText(`a server on this computer (${server.url})`).waitFor();
  if (process.env.SHOTS) {
    await page.screenshot({ path: path.join(process.env.SHOTS, 'keychain-add.png') });
  }
  expect(await seriousFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Add it' }).click();
  await dialog.waitFor({ state: 'detached' });
  const card = page.getByRole('article', { name: 'lab', exact: true });
  await card.getByText(', its key in the keychain').waitFor();
  await card.getByRole('button', { name: 'Check lab' }).click();
  await card.getByText('continues texts (/v1/completions)').waitFor();
  expect([...server.authorizations]).toEqual([`Bearer ${KEY}`]);
  expect(await page.content()).not.toContain(KEY);
  expect(readFileSync(path.join(app.home, 'keys.json'), 'utf8')).not.toContain(KEY);
  await page.getByRole('button', { name: 'Add one …' }).click();
  expect(await dialog.getByLabel('Key', { exact: true }).inputValue()).toBe('');
  expect(app.complaints).toEqual([]);
});
