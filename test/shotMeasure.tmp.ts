import { cpSync, mkdirSync } from 'node:fs';
import { openApp } from './e2e/openApp.ts';
const app = await openApp({ width: Number(process.env.W ?? 1280), height: 900 });
try {
  cpSync('/tmp/dm.stillroom', `${app.home}/dm.stillroom`, { recursive: true });
  await app.page.getByLabel(/folder/i).first().fill(`${app.home}/dm.stillroom`);
  await app.page.getByRole('button', { name: /^Open$/ }).click();
  await app.page.waitForSelector('.project-name');
  await app.goTo('measure');
  await app.page.getByRole('heading', { name: 'Measure' }).waitFor();
  await app.page.waitForTimeout(1500);
  mkdirSync('/tmp/shots', { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await app.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await app.page.waitForTimeout(300);
    const main = app.page.locator('main');
    const height = await main.evaluate((e) => e.scrollHeight);
    await app.page.setViewportSize({ width: Number(process.env.W ?? 1280), height: Math.min(4000, height + 60) });
    await app.page.waitForTimeout(400);
    await app.page.screenshot({ path: `/tmp/shots/measure-${colorScheme}.png` });
  }
  console.log(app.complaints);
} finally { await app.close(); }
