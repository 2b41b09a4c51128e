import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

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

/**
 * The name of a partial copy of a model's file. Nobody else gives a file this name, and it does not
 * get too long where the file's own is as long as a name may be.
 * @param index tells files with the same bytes apart
 */
export function copyPartName(sha256: string, index: number): string {
  return `stillroom-${index}-${sha256}.part`;
}

/** The partial copies in a folder, by name. */
export async function copyPartsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const isPart = /^stillroom-\d+-[0-9a-f]{64}\.part$/;
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return files.filter((name) => isPart.test(name));
}

/** Deletes the partial copies in a folder. */
export async function discardCopyParts(folder: string): Promise<void> {
  for (const name of await copyPartsIn(folder)) await rm(join(folder, name), { force: true });
}
