import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { expect, it } from 'vitest';
import { findChromium } from './findChromium.ts';
import { npmChromium } from './npmChromium.ts';

it('an installed Chromium goes before the one from npm', () => {
  expect(findChromium([undefined, '/nowhere', process.execPath, '/'])).toEqual({
    executablePath: process.execPath,
  });
  expect(findChromium(['/nowhere'])).toEqual(npmChromium());
});

it.runIf(npmChromium())(
  'the Chromium from npm brings its libraries, and shows a page',
  async () => {
    const { executablePath, env } = npmChromium()!;
    expect(existsSync(`${env!.LD_LIBRARY_PATH}/libnss3.so`)).toBe(true);
    const browser = await chromium.launch({ executablePath, env: env!, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      await page.setContent('<h1>Stillroom</h1>');
      const height = await page.evaluate(() => document.querySelector('h1')!.offsetHeight);
      expect(height).toBeGreaterThan(10);
      expect(await page.evaluate(() => new Intl.NumberFormat().format(1000))).toBe('1,000');
    } finally {
      await browser.close();
    }
  },
);
