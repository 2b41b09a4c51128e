import type { OpenedApp } from './openApp.ts';

/** By how many pixels the main part, and the whole page, are wider than what is seen of them. */
export function overflow({ page }: OpenedApp): Promise<number[]> {
  return page.evaluate(() => {
    const main = document.querySelector('main')!;
    const root = document.documentElement;
    return [main.scrollWidth - main.clientWidth, root.scrollWidth - root.clientWidth];
  });
}
