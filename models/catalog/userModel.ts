import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BadInput } from '../badInput.ts';
import type { CatalogueEntry, CatalogueFile } from './catalogue.ts';
import { checkFile } from './checkFile.ts';
import { readGgufHeader } from './ggufHeader.ts';
import { meterTransfer, type OnProgress } from './modelProgress.ts';
import {
  catalogueRecord,
  type ModelRecord,
  type RecordedFile,
  type RecordSource,
} from './modelRecord.ts';

export interface CheckOptions {
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

const HUGGING_FACE_FOLDER: readonly CatalogueFile[] = [
  { name: 'model.safetensors', kind: 'safetensors' },
  { name: 'config.json', kind: 'json' },
  { name: 'tokenizer.json', kind: 'json' },
];

/**
 * Checks a catalogue model's files where they lie.
 *
 * @param files Catalogue file name -> absolute path.
 * @throws BadInput that says which file failed which check.
 */
export async function checkInPlace(
  entry: CatalogueEntry,
  source: RecordSource,
  files: Readonly<Record<string, string>>,
  options: CheckOptions,
): Promise<ModelRecord> {
  const places = entry.files.map((file) => ({ ...file, path: files[file.name] ?? file.name }));
  return catalogueRecord(entry, source, await checkAll(places, options));
}

/**
 * Checks the user's own copy of a catalogue model.
 *
 * @param path Absolute: the model's file, or the folder that holds its files.
 * @throws BadInput when it is not that model.
 */
export async function checkCatalogueModel(
  entry: CatalogueEntry,
  path: string,
  options: CheckOptions,
): Promise<ModelRecord> {
  const isFile = !(await isFolder(path));
  const names = entry.files.map(({ name }) => name);
  if (isFile && names.length > 1) {
    throw new BadInput(
      `${path}: the model '${entry.name}' is a folder with ${names.join(', ')}. Give the path of that folder.`,
    );
  }
  const files = Object.fromEntries(names.map((name) => [name, isFile ? path : join(path, name)]));
  try {
    return await checkInPlace(entry, 'file', files, options);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    throw new BadInput(
      `${error.message} \`stillroom models get ${entry.name}\` fetches the right one; if yours is another model, add it under a name of your own.`,
    );
  }
}

/**
 * Checks a model of the user's that the catalogue does not know: a GGUF file (a teacher) or a Hugging
 * Face folder (an encoder and student). Its hash on this first use is what is demanded from then on.
 *
 * @param path Absolute.
 * @throws BadInput when it is neither, or damaged.
 */
export async function checkOwnModel(
  name: string,
  path: string,
  options: CheckOptions,
): Promise<ModelRecord> {
  if (await isFolder(path)) return checkOwnFolder(name, path, options);
  const file = basename(path);
  const files = await checkAll([{ name: file, kind: 'gguf', path }], options);
  const licence = readGgufHeader(path).licence ?? 'not stated';
  return { format: 1, name, roles: ['teacher'], licence, source: 'file', weights: file, files };
}

async function checkOwnFolder(
  name: string,
  path: string,
  options: CheckOptions,
): Promise<ModelRecord> {
  for (const file of HUGGING_FACE_FOLDER) {
    if (await stat(join(path, file.name)).catch(() => undefined)) continue;
    throw new BadInput(
      `${path}: the folder has no ${file.name}. A student or encoder is a Hugging Face folder with config.json, model.safetensors and tokenizer.json; a teacher is one .gguf file.`,
    );
  }
  const places = HUGGING_FACE_FOLDER.map((file) => ({ ...file, path: join(path, file.name) }));
  const settings = join(path, 'tokenizer_config.json');
  if (await stat(settings).catch(() => undefined)) {
    places.push({ name: 'tokenizer_config.json', kind: 'json', path: settings });
  }
  return {
    format: 1,
    name,
    roles: ['encoder', 'student'],
    licence: 'not stated',
    source: 'file',
    weights: 'model.safetensors',
    files: await checkAll(places, options),
  };
}

async function checkAll(
  places: readonly (CatalogueFile & { readonly path: string })[],
  { onProgress, signal }: CheckOptions,
): Promise<Record<string, RecordedFile>> {
  const files: Record<string, RecordedFile> = {};
  for (const { name, kind, path, ...pin } of places) {
    const onBytes = meterTransfer({ step: 'verify', source: 'disk', file: name }, onProgress);
    files[name] = { path, kind, ...(await checkFile(path, kind, pin, onBytes, signal)) };
  }
  return files;
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined) return found.isDirectory();
  throw new BadInput(`${path}: there is no such file or folder.`);
}
