import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { BadInput } from '../badInput.ts';
import { type CatalogueEntry, catalogue, type Role, type SourceKind } from './catalogue.ts';
import { fetchModel, type Refusal } from './fetchModel.ts';
import { type FolderPooling, MODULES_FILE, POOLING_FILE } from './folderPooling.ts';
import { foundOnDisk } from './foundOnDisk.ts';
import { missingModel } from './missingModel.ts';
import {
  isModelName,
  type ModelRecord,
  pathOf,
  pathsOf,
  readRecord,
  weightsHash,
  writeRecord,
} from './modelRecord.ts';
import { listModels, type ModelStatus, recordedNames } from './modelStatus.ts';
import { type CarriedModel, packModels, unpackModels } from './packModels.ts';
import { plainText } from './plainText.ts';
import { checkRecord, stateOfRecord } from './recordedFiles.ts';
import { removeModel } from './removeModel.ts';
import { type Environment, storeFolder } from './storeFolder.ts';
import {
  type AddOptions,
  type CheckOptions,
  checkCatalogueModel,
  checkInPlace,
  checkOwnModel,
} from './userModel.ts';

/** A verified model on this computer. */
export interface ModelFolder {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly licence: string;
  /** File name in the catalogue -> absolute path. */
  readonly files: Readonly<Record<string, string>>;
  /** The SHA-256 of the weights: the model's identity in projects. */
  readonly sha256: string;
  /**
   * Files for which the catalogue has no SHA-256: that of their first use was recorded, and is held
   * to from then on.
   */
  readonly recordedAtFirstUse: readonly string[];
  /** What its publisher's folder says of its pooling; undefined if that says nothing. */
  readonly pooling?: FolderPooling | undefined;
}

export interface ModelStoreOptions {
  /** By default STILLROOM_MODELS, otherwise the system's data folder. */
  readonly folder?: string;
  readonly env?: Environment;
  readonly home?: string;
  /** By default Stillroom's own. */
  readonly catalogue?: readonly CatalogueEntry[];
}

export interface GetOptions extends CheckOptions {
  /** Only this source; by default local copies, then the catalogue's sources in order. */
  readonly source?: SourceKind | undefined;
}

/** The models on this computer. Only `get` uses the network. Every method may throw BadInput. */
export interface ModelStore {
  readonly folder: string;
  /** All known models, by file names, sizes and times only. */
  list(): Promise<ModelStatus[]>;
  /** The model if it is installed or found on the disk; verified before it is returned. */
  find(name: string, options?: CheckOptions): Promise<ModelFolder | undefined>;
  /** The model, for this role; if it is not available, an error that says what to do. */
  require(name: string, role: Role, options?: CheckOptions): Promise<ModelFolder>;
  /** The model; fetched if it is not present. */
  get(name: string, options?: GetOptions): Promise<ModelFolder>;
  /** Registers a user's file or folder, which stays where it is. */
  add(name: string, path: string, options?: AddOptions): Promise<ModelFolder>;
  /** Hashes all of the model's files, ignoring earlier checks. */
  verify(name: string, options?: CheckOptions): Promise<ModelFolder>;
  /**
   * Removes the model's record and deletes what Stillroom fetched; returns the paths of files kept.
   */
  remove(name: string): Promise<string[]>;
  /** Copies models (all of them if none is named) to a folder, to be moved to another computer. */
  pack(to: string, names: readonly string[], options?: CheckOptions): Promise<CarriedModel[]>;
  /** Copies models from such a folder into this store. */
  unpack(from: string, names: readonly string[], options?: CheckOptions): Promise<CarriedModel[]>;
}

export function openModelStore(options: ModelStoreOptions = {}): ModelStore {
  const env = options.env ?? process.env;
  const home = options.home ?? homedir();
  const folder = resolve(options.folder ?? storeFolder(env, home));
  const known = options.catalogue ?? catalogue;
  const entryOf = (name: string) => known.find((entry) => entry.name === name);
  const recordOf = async (name: string) =>
    isModelName(name) ? readRecord(folder, name) : undefined;

  /** The model's record, its files verified; `undefined` if they are no longer in place. */
  async function installed(name: string, checks: CheckOptions): Promise<ModelRecord | undefined> {
    const record = await recordOf(name);
    if (record === undefined || (await stateOfRecord(folder, record)) === 'missing')
      return undefined;
    return checkRecord(folder, record, 'touched', checks);
  }

  /** The first copy in another program's folder that passes its checks, recorded in place. */
  async function adopted(
    entry: CatalogueEntry,
    checks: CheckOptions,
    refuse: (error: unknown) => void,
  ): Promise<ModelRecord | undefined> {
    for (const found of await foundOnDisk(entry, env, home)) {
      try {
        const record = await checkInPlace(entry, found.source, found.files, checks);
        await writeRecord(folder, record);
        return record;
      } catch (error) {
        refuse(error);
      }
    }
    return undefined;
  }

  async function find(name: string, checks: CheckOptions = {}): Promise<ModelFolder | undefined> {
    const entry = entryOf(name);
    const record =
      (await installed(name, checks)) ?? (entry && (await adopted(entry, checks, rethrowFault)));
    return record && asModelFolder(folder, record, entryOf(name));
  }

  async function require(
    name: string,
    role: Role,
    checks: CheckOptions = {},
  ): Promise<ModelFolder> {
    const model = await find(name, checks);
    if (model === undefined) throw await missing(name);
    if (!model.roles.includes(role)) throw wrongRole(model, role, known);
    return model;
  }

  async function get(name: string, wanted: GetOptions = {}): Promise<ModelFolder> {
    const entry = entryOf(name);
    const refusals: Refusal[] = [];
    // If the copy here is damaged, the model is fetched instead of failing.
    const refuse = (error: unknown) => {
      rethrowFault(error);
      refusals.push({ from: 'On this computer', reason: error.message });
      wanted.onProgress?.({ step: 'sourceFailed', source: 'disk', reason: error.message });
    };
    if (entry === undefined) {
      const own = await installed(name, wanted);
      if (own === undefined) throw await missing(name);
      return asModelFolder(folder, own, entryOf(name));
    }
    const here =
      (await installed(name, wanted).catch(refuse)) ??
      (wanted.source === undefined ? await adopted(entry, wanted, refuse) : undefined) ??
      (await fetchModel(entry, folder, env, wanted, refusals));
    return asModelFolder(folder, here, entryOf(name));
  }

  async function add(
    name: string,
    path: string,
    { tryOut, ...checks }: AddOptions = {},
  ): Promise<ModelFolder> {
    if (!isModelName(name)) throw badName(name);
    const place = resolve(path);
    refuseUnprintable(place);
    const entry = entryOf(name);
    const record = entry
      ? await checkCatalogueModel(entry, place, checks)
      : await checkOwnModel(name, place, checks);
    const present = await recordOf(name);
    if (present !== undefined) refuseOtherPlace(folder, present, record);
    const model = asModelFolder(folder, record, entry);
    await tryOut?.(model);
    await writeRecord(folder, record);
    return model;
  }

  async function verify(name: string, checks: CheckOptions = {}): Promise<ModelFolder> {
    const record = await recordOf(name);
    if (record === undefined) {
      const found = await find(name, checks); // it is hashed to be recorded
      if (found === undefined) throw await missing(name);
      return found;
    }
    return asModelFolder(folder, await checkRecord(folder, record, 'all', checks), entryOf(name));
  }

  async function remove(name: string): Promise<string[]> {
    const kept = isModelName(name) ? await removeModel(folder, name, entryOf(name)) : undefined;
    if (kept === undefined) throw await missing(name);
    return kept;
  }

  async function pack(
    to: string,
    names: readonly string[],
    checks: CheckOptions = {},
  ): Promise<CarriedModel[]> {
    refuseOwnFolder(folder, resolve(to));
    const wanted = names.length > 0 ? names : await recordedNames(folder);
    if (wanted.length === 0) throw new BadInput(`There are no models in ${folder} to pack.`);
    const records: ModelRecord[] = [];
    for (const name of wanted) {
      if ((await find(name, checks)) === undefined) throw await missing(name);
      records.push((await recordOf(name))!);
    }
    return packModels(folder, records, resolve(to), checks);
  }

  async function unpack(
    from: string,
    names: readonly string[],
    checks: CheckOptions = {},
  ): Promise<CarriedModel[]> {
    refuseOwnFolder(folder, resolve(from));
    return unpackModels(resolve(from), names, folder, known, checks);
  }

  async function missing(name: string): Promise<BadInput> {
    const names = new Set([...known.map((entry) => entry.name), ...(await recordedNames(folder))]);
    return missingModel(name, folder, await recordOf(name), entryOf(name), [...names]);
  }

  const list = () => listModels(folder, known, env, home);
  return { folder, list, find, require, get, add, verify, remove, pack, unpack };
}

function asModelFolder(
  store: string,
  record: ModelRecord,
  entry: CatalogueEntry | undefined,
): ModelFolder {
  const { name, roles, licence, files } = record;
  const paths = Object.entries(files).map(([file, place]) => [file, pathOf(store, name, place)]);
  const recordedAtFirstUse = Object.keys(files).filter(
    (file) => !entry || !isPinned(entry, file, record.source),
  );
  const sha256 = weightsHash(record);
  const pooling = entry ? entry.pooling : record.pooling;
  return {
    name,
    roles,
    licence,
    files: Object.fromEntries(paths),
    sha256,
    recordedAtFirstUse,
    ...(pooling ? { pooling } : {}),
  };
}

/** Whether the catalogue says which bytes a file of this source has. */
function isPinned({ files, sources }: CatalogueEntry, name: string, from: string): boolean {
  if (files.find((file) => file.name === name)?.sha256 !== undefined) return true;
  return sources.some(
    (source) =>
      source.kind === 'pip' &&
      from === 'pip' &&
      Object.hasOwn(source.files, name) &&
      source.files[name]!.sha256 !== undefined,
  );
}

function badName(name: string): BadInput {
  return new BadInput(
    `'${name}' cannot be a model's name: use small letters, digits, '.', '_' and '-', at most 64, a letter or digit first and last.`,
  );
}

/** A record with such a path would be refused when it is read. */
function refuseUnprintable(path: string): void {
  if (plainText(path) === path) return;
  throw new BadInput(
    `${plainText(path)}: the path has a line break or another control character in it. Rename the file or folder.`,
  );
}

function wrongRole(model: ModelFolder, role: Role, known: readonly CatalogueEntry[]): BadInput {
  if (role === 'encoder' && model.pooling === 'other') {
    const folder = dirname(Object.values(model.files)[0]!);
    const files = [POOLING_FILE, MODULES_FILE].map((file) => join(folder, file)).join(' or ');
    return new BadInput(
      `The model '${model.name}' cannot be the encoder: ${files} says that a text's vector is neither the mean of its tokens nor the first of them, and Stillroom computes no other. Choose another encoder; it can be a student.`,
    );
  }
  const fitting = known.filter((entry) => entry.roles.includes(role)).map((entry) => entry.name);
  return new BadInput(
    `The model '${model.name}' cannot be the ${role}: it is made for ${model.roles.join(' and ')}. Models for ${role}: ${fitting.join(', ')}.`,
  );
}

function refuseOtherPlace(store: string, present: ModelRecord, added: ModelRecord): void {
  const [there, here] = [pathsOf(store, present), pathsOf(store, added)].map((paths) =>
    paths.toSorted().join(', '),
  );
  if (there === here) return;
  throw new BadInput(
    `There is a model '${present.name}' already: ${there}. \`stillroom models remove ${present.name}\` first, or choose another name.`,
  );
}

function refuseOwnFolder(store: string, folder: string): void {
  if (folder !== store) return;
  throw new BadInput(
    `${folder} is where the models of this computer are kept. Name another folder.`,
  );
}

/** If one copy of a model fails, only errors that the user can fix are skipped. */
function rethrowFault(error: unknown): asserts error is BadInput {
  if (!(error instanceof BadInput)) throw error;
}
