import { createHash } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { BadInput } from '../badInput.ts';
import { makeFolder } from '../makeFolder.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { explainFolderFault } from './explainFolderFault.ts';
import { poolings } from './folderPooling.ts';
import { areParts, firstPart } from './ggufParts.ts';
import { isPlainName } from './isPlainName.ts';
import { lookAt } from './lookAt.ts';
import { plainText } from './plainText.ts';
import { ONNX_FILE } from './requireOnnx.ts';
import { INDEX_FILE, isSafetensorsIndex, WEIGHTS_FILE } from './safetensorsIndex.ts';

/** An honest record has a few kilobytes. */
const MOST_RECORD_BYTES = 1 << 20;

/** Names and paths are printed, so they hold nothing that a terminal takes for a command. */
const isPrintable = (text: string) => !/\p{Cc}/u.test(text);
const isFileName = (name: string) =>
  isPrintable(name) && basename(name) === name && !['', '.', '..'].includes(name);
const isOwnOrAbsolute = (path: string) =>
  isAbsolute(path) ? isPrintable(path) : isPlainName(path);

const fileSchema = z.object({
  /**
   * A bare name for a file that Stillroom fetched into the record's folder, otherwise an absolute
   * path.
   */
  path: z.string().refine(isOwnOrAbsolute),
  kind: z.enum(['gguf', 'safetensors', 'onnx', 'json']),
  bytes: z.int().nonnegative(),
  mtimeMs: z.int(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const recordSchema = z.object({
  format: z.literal(1),
  name: z.string(),
  roles: z.array(z.enum(['teacher', 'encoder', 'student', 'tagger'])).min(1),
  licence: z.string().transform(plainText),
  source: z.enum([
    'huggingface',
    'pip',
    'huggingface-cache',
    'lm-studio',
    'ollama',
    'file',
    'pack',
  ]),
  /** The key in `files` of the weights, or of the index of sharded weights. */
  weights: z.string(),
  files: z.record(z.string().refine(isFileName), fileSchema),
  /** What the folder of a user's model says, see `folderPooling`. */
  pooling: z.enum(poolings).optional(),
});

export type RecordedFile = Readonly<z.infer<typeof fileSchema>>;
/**
 * The store's record of an installed model. It holds the size, time and hash of each file at its
 * last full check, so that a start does not hash unmodified files again.
 */
export type ModelRecord = Readonly<z.infer<typeof recordSchema>>;
export type RecordSource = ModelRecord['source'];

export const RECORD_FILE = 'stillroom.json';

/** The record of a catalogue model whose files are in place and verified. */
export function catalogueRecord(
  entry: CatalogueEntry,
  source: RecordSource,
  files: Record<string, RecordedFile>,
): ModelRecord {
  return {
    format: 1,
    name: entry.name,
    roles: [...entry.roles],
    licence: entry.licence,
    source,
    weights: entry.files[0].name,
    files,
  };
}

/** A name becomes a folder in the store, so it must be valid on every file system. */
export function isModelName(name: string): boolean {
  return /^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?$/.test(name) && isPlainName(name);
}

/** The folder of a model in the store. */
export function modelFolderPath(store: string, name: string): string {
  return join(store, name);
}

/**
 * The SHA-256 that identifies the model: that of the weights file. For weights in several files it is
 * the hash of their hashes in the order of their names, since models of the same shape share an index.
 */
export function weightsHash({ weights, files }: ModelRecord): string {
  // readRecord has checked that the weights are among the files
  const shards = Object.entries(files).filter(([, { kind }]) => kind !== 'json');
  if (!isSafetensorsIndex(weights) && shards.length === 1) return files[weights]!.sha256;
  const hash = createHash('sha256');
  for (const [, { sha256 }] of shards.sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(sha256);
  return hash.digest('hex');
}

/** Absolute path of a recorded file. */
export function pathOf(store: string, name: string, file: RecordedFile): string {
  return isAbsolute(file.path) ? file.path : join(modelFolderPath(store, name), file.path);
}

/** Absolute paths of all of a record's files. */
export function pathsOf(store: string, record: ModelRecord): string[] {
  return Object.values(record.files).map((file) => pathOf(store, record.name, file));
}

/** What lies in a record's place is not a record of the model. */
export class DamagedRecord extends BadInput {}

/**
 * The model's record, if there is one.
 * @throws DamagedRecord if it is not one, and BadInput if it may not be read
 */
export async function readRecord(store: string, name: string): Promise<ModelRecord | undefined> {
  const path = join(modelFolderPath(store, name), RECORD_FILE);
  const found = await lookAt(path);
  if (found === undefined) return undefined;
  // reading a pipe or a device would never end
  const isReadable = found.isFile() && found.size <= MOST_RECORD_BYTES;
  const record = isReadable ? parseRecord(await readText(path)) : undefined;
  if (record?.name === name && namesItsWeights(record)) return record;
  throw new DamagedRecord(
    `${path}: the store's record of the model '${name}' is damaged. \`stillroom models remove ${name}\` deletes it; then get or add the model again.`,
  );
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BadInput(`${path} cannot be read (${code}). Ask whoever owns it to allow that.`);
  }
}

function parseRecord(text: string): ModelRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    return undefined; // whatever is wrong with it, the caller says what to do
  }
}

/**
 * Whether the weights are those that a model with these files is loaded from. Otherwise models with
 * different weights would have the same identity.
 */
function namesItsWeights({ weights, files }: ModelRecord): boolean {
  const parts = Object.keys(files).filter((name) => files[name]!.kind !== 'json');
  if (weights === INDEX_FILE) {
    const isSharded =
      parts.length > 0 && parts.every((name) => files[name]!.kind === 'safetensors');
    return isSharded && Object.hasOwn(files, INDEX_FILE) && !Object.hasOwn(files, WEIGHTS_FILE);
  }
  if (areParts(parts)) return weights === firstPart(parts);
  if (parts.length !== 1 || weights !== parts[0]) return false;
  const { kind } = files[weights]!;
  return kind === 'gguf' || weights === (kind === 'onnx' ? ONNX_FILE : WEIGHTS_FILE);
}

/**
 * Writes a temporary file, syncs and renames it: a crash leaves either the old record or the new
 * one.
 * @throws BadInput if the folder cannot be written to
 */
export async function writeRecord(store: string, record: ModelRecord): Promise<void> {
  const folder = modelFolderPath(store, record.name);
  const fresh = join(folder, `.${RECORD_FILE}.${process.pid}`);
  try {
    makeFolder(folder);
    await rm(fresh, { force: true });
    const file = await open(fresh, 'wx'); // does not follow a link
    try {
      await file.writeFile(`${JSON.stringify(record, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, join(folder, RECORD_FILE));
  } catch (error) {
    throw explainFolderFault(error, folder);
  } finally {
    await rm(fresh, { force: true }).catch(() => undefined);
  }
}
