import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BadInput } from '../badInput.ts';
import type { CatalogueEntry, CatalogueFile } from './catalogue.ts';
import { checkFile } from './checkFile.ts';
import { folderPooling } from './folderPooling.ts';
import { readGgufHeader } from './ggufHeader.ts';
import { ggufParts } from './ggufParts.ts';
import { meterTransfer, type OnProgress } from './modelProgress.ts';
import {
  catalogueRecord,
  type ModelRecord,
  type RecordedFile,
  type RecordSource,
} from './modelRecord.ts';
import type { ModelFolder } from './modelStore.ts';
import { plainText } from './plainText.ts';
import { ONNX_FILE } from './requireOnnx.ts';
import { INDEX_FILE, isSafetensorsIndex, WEIGHTS_FILE } from './safetensorsIndex.ts';
import { shardedTensors } from './shardedTensors.ts';

export interface CheckOptions {
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How a user's model is added. */
export interface AddOptions extends CheckOptions {
  /** Opens the model before it is registered; what it throws, `add` throws. */
  readonly tryOut?: ((model: ModelFolder) => Promise<void>) | undefined;
}

/** The files of a Hugging Face folder other than its weights. */
const SETTINGS_FILES = ['config.json', 'tokenizer.json'] as const;

/**
 * Checks a catalogue model's files in place.
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
 * @param path Absolute: the model's file, or the folder that contains its files.
 * @throws BadInput if it is not that model.
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
 * Checks a user's model that is not in the catalogue: a GGUF file (a teacher) or a Hugging Face
 * folder (an encoder and student, or a tagger). Its hash on this first use is required from then on.
 * @param path Absolute.
 * @throws BadInput if it is neither, or damaged.
 */
export async function checkOwnModel(
  name: string,
  path: string,
  options: CheckOptions,
): Promise<ModelRecord> {
  if (await isFolder(path)) return checkOwnFolder(name, path, options);
  const file = basename(path);
  const parts = ggufParts(path).map(
    (part): PlacedFile => ({ name: basename(part), kind: 'gguf', path: part }),
  );
  const files = await checkAll(parts, options);
  const licence = plainText(readGgufHeader(path).licence ?? 'not stated');
  return { format: 1, name, roles: ['teacher'], licence, source: 'file', weights: file, files };
}

async function checkOwnFolder(
  name: string,
  path: string,
  options: CheckOptions,
): Promise<ModelRecord> {
  const isThere = async (file: string) =>
    (await stat(join(path, file)).catch(() => {})) !== undefined;
  const candidates = [WEIGHTS_FILE, INDEX_FILE, ONNX_FILE];
  const present = await Promise.all(candidates.map(isThere));
  const weights = candidates[present.indexOf(true)] ?? WEIGHTS_FILE;
  for (const file of [weights, ...SETTINGS_FILES]) {
    if (await isThere(file)) continue;
    throw new BadInput(
      `${path}: the folder has no ${file}. A student or encoder is a Hugging Face folder with config.json, tokenizer.json and model.safetensors, or model.safetensors.index.json and the files that it names; a tagger of names has ${ONNX_FILE} in their place; a teacher is one .gguf file.`,
    );
  }
  const optional = (await isThere('tokenizer_config.json')) ? ['tokenizer_config.json'] : [];
  const places = [
    ...weightFiles(join(path, weights)),
    ...[...SETTINGS_FILES, ...optional].map(
      (file): PlacedFile => ({ name: file, kind: 'json', path: join(path, file) }),
    ),
  ];
  const record = {
    format: 1,
    name,
    licence: 'not stated',
    source: 'file',
    weights,
    files: await checkAll(places, options),
  } as const;
  if (weights === ONNX_FILE) return { ...record, roles: ['tagger'] };
  const pooling = await folderPooling(path);
  return {
    ...record,
    roles: pooling === 'other' ? ['student'] : ['encoder', 'student'],
    ...(pooling ? { pooling } : {}),
  };
}

/** The single weights file, or the index and the shards that it lists. */
function weightFiles(path: string): PlacedFile[] {
  if (basename(path) === ONNX_FILE) return [{ name: ONNX_FILE, kind: 'onnx', path }];
  if (!isSafetensorsIndex(path)) return [{ name: basename(path), kind: 'safetensors', path }];
  const shards = new Set([...shardedTensors(path).values()].map(({ file }) => file));
  return [
    { name: basename(path), kind: 'json', path },
    ...[...shards].map(
      (shard): PlacedFile => ({ name: basename(shard), kind: 'safetensors', path: shard }),
    ),
  ];
}

type PlacedFile = CatalogueFile & { readonly path: string };

async function checkAll(
  places: readonly PlacedFile[],
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
