import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { screens } from '../renderer/store/navigation.ts';
import { openApp, ROOT } from './e2e/openApp.ts';

/** `npm run screenshots`: every screen of the demo project, light and dark, in docs/screenshots. */
const TO = path.join(ROOT, 'docs/screenshots');

mkdirSync(TO, { recursive: true });
const app = await openApp({ width: 1280, height: 780 });
const { page } = app;
const shoot = async (name: string) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: path.join(TO, `${name}-${colorScheme}.png`) });
  }
};

try {
  await page.getByRole('button', { name: 'Open the demo' }).click();
  const card = page.locator('form', { hasText: 'Learn from mistakes' });
  await card.getByLabel('rows').fill('60');
  await card.getByRole('button', { name: 'Start' }).click();
  await page.locator('.latest li').nth(5).waitFor({ timeout: 300_000 });
  await shoot('run-at-work');
  await page.getByText('See the results').waitFor({ timeout: 900_000 });
  await app.goTo('review');
  await page.locator('.row-text').waitFor();
  for (const key of ['a', 'a', 'r', '2', 's', 'f', 'a']) await page.keyboard.press(key);
  await page.getByLabel('Round').selectOption('1');
  await page.locator('.source').first().waitFor();
  for (const screen of screens) {
    await app.goTo(screen);
    if (screen === 'measure') {
      await page.getByRole('button', { name: 'Measure the rows' }).click();
      await page.getByText('Nothing has changed since').waitFor({ timeout: 300_000 });
    }
    if (screen === 'audit') await page.getByRole('button', { name: 'Start the audit' }).click();
    await page.waitForTimeout(500);
    await page.waitForFunction(
      () => !/Looking for a GPU|Trying it on/.test(document.body.textContent ?? ''),
    );
    await shoot(screen);
  }
} finally {
  await app.close();
}
