import { join } from 'node:path';
import { BadInput } from '../badInput.ts';
import { carryModel } from './carryModel.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { isPlainName } from './isPlainName.ts';
import { lookAt } from './lookAt.ts';
import {
  DamagedRecord,
  type ModelRecord,
  modelFolderPath,
  pathOf,
  RECORD_FILE,
  readRecord,
  weightsHash,
} from './modelRecord.ts';
import { recordedNames } from './modelStatus.ts';
import { checkRecord, stateOfRecord } from './recordedFiles.ts';
import type { CheckOptions } from './userModel.ts';

/** A model that was moved from one computer to another. */
export interface CarriedModel {
  readonly name: string;
  readonly bytes: number;
  /** The SHA-256 of the weights. */
  readonly sha256: string;
  /** It was already present, and nothing was copied. */
  readonly wasThere: boolean;
}

/**
 * Copies models of this store, whose files were verified, into a folder with the store's layout:
 * one folder per model, with its record. A pack can therefore also be used in place, as
 * STILLROOM_MODELS.
 * @throws BadInput if there is anything else under the model's name already, and as `carryModel`
 */
export async function packModels(
  store: string,
  records: readonly ModelRecord[],
  pack: string,
  options: CheckOptions,
): Promise<CarriedModel[]> {
  const carried: CarriedModel[] = [];
  for (const record of records) {
    requireCarriable(record);
    const present = await recordInPack(pack, record.name);
    if (present && !isSame(present, record)) {
      throw new BadInput(
        `There is another model '${record.name}' in ${pack}. Delete its folder ${modelFolderPath(pack, record.name)}, or choose another folder.`,
      );
    }
    const isThere = await isWhole(pack, present, options);
    if (!isThere) {
      const files = mapFiles(record, (file) => pathOf(store, record.name, record.files[file]!));
      const wayOut = `\`stillroom models verify ${record.name}\` looks at it again.`;
      await carryModel({ record, present, files, to: pack, wayOut }, options);
    }
    carried.push(summaryOf(record, isThere));
  }
  return carried;
}

/**
 * Copies models from such a folder into this store. Nothing in the folder is trusted: neither names
 * nor bytes, nor that a model with a catalogue name is the catalogue's.
 * @param names the models to import, or none for all
 * @throws BadInput as `carryModel`, and for a folder that is not a pack
 */
export async function unpackModels(
  pack: string,
  names: readonly string[],
  store: string,
  catalogue: readonly CatalogueEntry[],
  options: CheckOptions,
): Promise<CarriedModel[]> {
  const packed = await recordedNames(pack);
  if (packed.length === 0) {
    throw new BadInput(
      `${pack} holds no packed models. \`stillroom models pack FOLDER\` makes such a folder, on a computer that has them.`,
    );
  }
  const carried: CarriedModel[] = [];
  for (const name of names.length > 0 ? names : packed) {
    if (!packed.includes(name)) {
      throw new BadInput(
        `There is no model '${name}' in ${pack}. There are: ${packed.join(', ')}.`,
      );
    }
    const record = await readPacked(pack, name, catalogue);
    const present = await readRecord(store, name);
    if (present && !isSame(present, record)) {
      throw new BadInput(
        `There is another model '${name}' on this computer. \`stillroom models remove ${name}\` first; ${pack} stays as it is.`,
      );
    }
    const isThere = await isWhole(store, present, options);
    if (!isThere) {
      const files = mapFiles(record, (file) => join(modelFolderPath(pack, name), file));
      const wayOut = 'Pack it again on the computer that it comes from.';
      await carryModel({ record, present, files, to: store, wayOut }, options);
    }
    carried.push(summaryOf(record, isThere));
  }
  return carried;
}

/** Refused before the drive is carried to another computer rather than there. */
function requireCarriable({ name, files }: ModelRecord): void {
  const odd = Object.keys(files).find((file) => !isOfModel(file));
  if (odd === undefined) return;
  throw new BadInput(
    `The model '${name}' cannot be packed: its file ${odd} has a name that not every system takes. \`stillroom models remove ${name}\`, rename the file, and add it again.`,
  );
}

async function recordInPack(pack: string, name: string): Promise<ModelRecord | undefined> {
  const folder = modelFolderPath(pack, name);
  const found = await lookAt(folder);
  if (found && !found.isDirectory()) {
    const what = found.isSymbolicLink() ? 'a link to another place' : 'no folder';
    throw new BadInput(
      `${folder} is ${what}, and the folder of the model is to be there. Move it, or choose another folder.`,
    );
  }
  try {
    return await readRecord(pack, name);
  } catch (error) {
    if (!(error instanceof DamagedRecord)) throw error;
    throw new BadInput(
      `${join(folder, RECORD_FILE)} is not a record that Stillroom can read, and packing the model would replace it. Move or delete ${folder}, or choose another folder.`,
    );
  }
}

async function readPacked(
  pack: string,
  name: string,
  catalogue: readonly CatalogueEntry[],
): Promise<ModelRecord> {
  const place = join(modelFolderPath(pack, name), RECORD_FILE);
  const refuse = (what: string) =>
    new BadInput(`${place}: ${what}. Pack the model again on the computer that it comes from.`);
  if (await isLink(modelFolderPath(pack, name)))
    throw refuse('its folder is a link to another place');
  const record = await readRecord(pack, name).catch(ignoreDamage);
  if (!record) throw refuse('the record of this model is damaged');
  const foreign = Object.entries(record.files).find(
    ([file, { path }]) => !isOfModel(file) || path !== file,
  );
  if (foreign) {
    throw refuse(`it names the file '${foreign[0]}', which is no plain name in its own folder`);
  }
  const names = Object.keys(record.files);
  if (new Set(names.map(foldedName)).size < names.length) {
    throw refuse('two of its files have names that some systems take for one');
  }
  for (const file of names) {
    if (!(await isLink(join(modelFolderPath(pack, name), file)))) continue;
    throw refuse(`its ${file} is a link to another place`);
  }
  const entry = catalogue.find((known) => known.name === name);
  return entry ? asCatalogued(record, entry, refuse) : record;
}

/** A name from the catalogue must have the catalogue's bytes, roles and licence. */
function asCatalogued(
  record: ModelRecord,
  entry: CatalogueEntry,
  refuse: (what: string) => BadInput,
): ModelRecord {
  const other = entry.files.find(({ name, sha256 }) => {
    const file = record.files[name];
    return !file || (sha256 !== undefined && file.sha256 !== sha256);
  });
  if (other) throw refuse(`its ${other.name} is not that of the catalogue's model '${entry.name}'`);
  return { ...record, roles: [...entry.roles], licence: entry.licence };
}

async function isLink(file: string): Promise<boolean> {
  return (await lookAt(file))?.isSymbolicLink() ?? false;
}

/** A plain name, and not one of the store's own. */
function isOfModel(name: string): boolean {
  return isPlainName(name) && name !== RECORD_FILE && !/\.part(\.etag)?$/.test(name);
}

/** Some systems take names that differ in case, or in how an accent is written, for one. */
const foldedName = (name: string) => name.normalize('NFC').toLowerCase();

/** Hashes files whose time differs, because drives store a file's time with different precision. */
async function isWhole(
  folder: string,
  record: ModelRecord | undefined,
  options: CheckOptions,
): Promise<boolean> {
  if (!record || (await stateOfRecord(folder, record)) === 'missing') return false;
  const checked = checkRecord(folder, record, 'touched', options);
  return (await checked.catch(ignoreRefusal)) !== undefined;
}

function isSame(one: ModelRecord, other: ModelRecord): boolean {
  const names = Object.keys(one.files);
  return (
    names.length === Object.keys(other.files).length &&
    names.every(
      (name) =>
        Object.hasOwn(other.files, name) && one.files[name]!.sha256 === other.files[name]!.sha256,
    )
  );
}

function mapFiles(record: ModelRecord, place: (file: string) => string): Record<string, string> {
  return Object.fromEntries(Object.keys(record.files).map((file) => [file, place(file)]));
}

function summaryOf(record: ModelRecord, wasThere: boolean): CarriedModel {
  const { name, files } = record;
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
  return { name, bytes, sha256: weightsHash(record), wasThere };
}

function ignoreDamage(error: unknown): undefined {
  if (!(error instanceof DamagedRecord)) throw error;
}

function ignoreRefusal(error: unknown): undefined {
  if (!(error instanceof BadInput)) throw error;
}
