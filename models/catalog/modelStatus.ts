import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BadInput } from '../badInput.ts';
import type { CatalogueEntry, Role } from './catalogue.ts';
import { foundOnDisk } from './foundOnDisk.ts';
import { lookAt } from './lookAt.ts';
import {
  isModelName,
  type ModelRecord,
  modelFolderPath,
  pathOf,
  RECORD_FILE,
  type RecordSource,
  readRecord,
  weightsHash,
} from './modelRecord.ts';
import { partSize } from './partFile.ts';
import { stateOfRecord } from './recordedFiles.ts';
import type { Environment } from './storeFolder.ts';

/** The state of a model that can be determined without hashing or fetching anything. */
export interface ModelStatus {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly licence: string;
  /**
   * - ready: installed, untouched since it was verified
   * - changed: installed; its size or time differ, so its next use hashes it again
   * - missing: installed, and its file is gone
   * - found: kept by another program on this computer; its first use verifies it
   * - partial: an interrupted download, which `get` resumes
   * - absent: to be had by `get` or `add`
   * - unreadable: the store's record is damaged
   */
  readonly state: 'ready' | 'changed' | 'missing' | 'found' | 'partial' | 'absent' | 'unreadable';
  /**
   * The total size of its files; for a missing model, approximately that in the catalogue.
   * `undefined` if unknown.
   */
  readonly bytes: number | undefined;
  /** Bytes of an interrupted download that are already present. */
  readonly partialBytes: number;
  readonly source: RecordSource | undefined;
  /** Path of the weights file, if there is one. */
  readonly path: string | undefined;
  /** The SHA-256 of the weights, once verified. */
  readonly sha256: string | undefined;
}

/** The catalogue's models in its order, then the user's own by name. */
export async function listModels(
  store: string,
  catalogue: readonly CatalogueEntry[],
  env: Environment,
  home: string,
): Promise<ModelStatus[]> {
  const own = (await recordedNames(store)).filter(
    (name) => !catalogue.some((entry) => entry.name === name),
  );
  const listed: ModelStatus[] = [];
  for (const entry of catalogue) {
    listed.push(
      (await installedStatus(store, entry.name)) ?? (await absentStatus(store, entry, env, home)),
    );
  }
  for (const name of own) {
    const status = await installedStatus(store, name);
    if (status !== undefined) listed.push(status);
  }
  return listed;
}

/**
 * Names of all models that have a record in the store, also those whose record cannot be read.
 * @throws BadInput if the store cannot be read
 */
export async function recordedNames(store: string): Promise<string[]> {
  const folders = (await foldersIn(store)).filter(isModelName);
  const names: string[] = [];
  for (const folder of folders.sort()) {
    const record = join(store, folder, RECORD_FILE);
    if (await lookAt(record).catch(() => 'unreadable')) names.push(folder);
  }
  return names;
}

async function foldersIn(store: string): Promise<string[]> {
  try {
    return await readdir(store);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw new BadInput(
      `${store} cannot be read (${code}). Choose another folder, or ask whoever owns it to allow that.`,
    );
  }
}

async function installedStatus(store: string, name: string): Promise<ModelStatus | undefined> {
  let record: ModelRecord | undefined;
  try {
    record = await readRecord(store, name);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    return unreadable(store, name);
  }
  if (record === undefined) return undefined;
  const weights = record.files[record.weights];
  return {
    name,
    roles: record.roles,
    licence: record.licence,
    state: await stateOfRecord(store, record),
    bytes: Object.values(record.files).reduce((sum, file) => sum + file.bytes, 0),
    partialBytes: 0,
    source: record.source,
    path: weights && pathOf(store, name, weights),
    sha256: weightsHash(record),
  };
}

function unreadable(store: string, name: string): ModelStatus {
  return {
    name,
    roles: [],
    licence: 'unknown',
    state: 'unreadable',
    bytes: undefined,
    partialBytes: 0,
    source: undefined,
    path: join(modelFolderPath(store, name), RECORD_FILE),
    sha256: undefined,
  };
}

async function absentStatus(
  store: string,
  entry: CatalogueEntry,
  env: Environment,
  home: string,
): Promise<ModelStatus> {
  const [found] = await foundOnDisk(entry, env, home);
  const partialBytes = await bytesInParts(store, entry);
  return {
    name: entry.name,
    roles: entry.roles,
    licence: entry.licence,
    state: found ? 'found' : partialBytes > 0 ? 'partial' : 'absent',
    bytes: entry.files[0].bytes ?? entry.files[0].aboutBytes,
    partialBytes,
    source: found?.source,
    path: found?.files[entry.files[0].name],
    sha256: undefined,
  };
}

async function bytesInParts(store: string, entry: CatalogueEntry): Promise<number> {
  let bytes = 0;
  for (const file of entry.files) {
    bytes += await partSize(join(modelFolderPath(store, entry.name), `${file.name}.part`));
  }
  return bytes;
}
