import type { Locator, Page } from 'playwright-core';

/** Drops files and folders as a file manager does: the browser itself reads them. */
export async function dropFiles(
  page: Page,
  area: Locator,
  files: readonly string[],
): Promise<void> {
  await area.scrollIntoViewIfNeeded();
  const { x, y } = (await area.boundingBox())!;
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', { type, x: x + 20, y: y + 10, data });
  }
  await devtools.detach();
}
