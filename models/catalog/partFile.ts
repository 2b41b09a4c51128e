import { rm, stat } from 'node:fs/promises';

/** Bytes that an interrupted download has left in `part`; 0 if there is no such file. */
export async function partSize(part: string): Promise<number> {
  const found = await stat(part).catch(() => undefined);
  return found?.size ?? 0;
}

/** Next to a partial file: the server's ETag when the download started. */
export function etagFile(part: string): string {
  return `${part}.etag`;
}

/** Deletes a partial file, so that the next attempt starts from the beginning. */
export async function discardPart(part: string): Promise<void> {
  await rm(part, { force: true });
  await rm(etagFile(part), { force: true });
}
