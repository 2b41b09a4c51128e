import { rm } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { BadInput } from '../badInput.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { lookAt } from './lookAt.ts';
import { DamagedRecord, modelFolderPath, RECORD_FILE, readRecord } from './modelRecord.ts';
import { copyPartsIn, discardCopyParts, discardPart, partSize } from './partFile.ts';
import { withFolderLock } from './storeLock.ts';

/**
 * Deletes the files that Stillroom fetched for a model, including partial files, and its record.
 * Files that were used in place, and anything else in the folder, are left alone.
 * @returns the paths of the files that were kept, or `undefined` if there was no record.
 * @throws BadInput if the record may not be read, or is a folder
 */
export async function removeModel(
  store: string,
  name: string,
  entry: CatalogueEntry | undefined,
): Promise<string[] | undefined> {
  const folder = modelFolderPath(store, name);
  const catalogueNames = entry?.files.map((file) => file.name) ?? [];
  return withFolderLock(folder, async () => {
    await rm(join(folder, '.pip'), { recursive: true, force: true }); // of a fetch that was killed
    const recorded = await recordedPaths(store, name);
    const parts = await Promise.all(
      catalogueNames.map((file) => partSize(join(folder, `${file}.part`))),
    );
    const hasParts = parts.some((bytes) => bytes > 0) || (await copyPartsIn(folder)).length > 0;
    if (recorded === undefined && !hasParts) return undefined;

    const paths = recorded === 'damaged' ? catalogueNames : (recorded ?? []);
    for (const path of paths.filter((path) => !isAbsolute(path))) {
      await rm(join(folder, path), { force: true });
    }
    for (const file of catalogueNames) await discardPart(join(folder, `${file}.part`));
    await discardCopyParts(folder);
    // Last, so that after a crash the model can still be removed.
    await rm(join(folder, RECORD_FILE), { force: true });
    return paths.filter(isAbsolute);
  });
}

async function recordedPaths(
  store: string,
  name: string,
): Promise<string[] | 'damaged' | undefined> {
  const place = join(modelFolderPath(store, name), RECORD_FILE);
  if ((await lookAt(place))?.isDirectory()) {
    throw new BadInput(
      `${place} is a folder, where the record of the model '${name}' is to be. Move or delete it.`,
    );
  }
  try {
    const record = await readRecord(store, name);
    return record && Object.values(record.files).map((file) => file.path);
  } catch (error) {
    if (error instanceof DamagedRecord) return 'damaged';
    throw error;
  }
}
