import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { BadInput } from '../badInput.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { isSafetensorsIndex } from './safetensorsIndex.ts';

const ownOrAbsolute = (path: string) => isAbsolute(path) || basename(path) === path;

const fileSchema = z.object({
  /** A bare name for a file that Stillroom fetched into the record's folder, else absolute. */
  path: z.string().min(1).refine(ownOrAbsolute),
  kind: z.enum(['gguf', 'safetensors', 'json']),
  bytes: z.int().nonnegative(),
  mtimeMs: z.int(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const recordSchema = z.object({
  format: z.literal(1),
  name: z.string(),
  roles: z.array(z.enum(['teacher', 'encoder', 'student'])).min(1),
  licence: z.string(),
  source: z.enum([
    'huggingface',
    'pip',
    'huggingface-cache',
    'lm-studio',
    'ollama',
    'file',
    'pack',
  ]),
  /** The key in `files` of the weights, or of the index of weights in several files. */
  weights: z.string(),
  files: z.record(z.string(), fileSchema),
});

export type RecordedFile = Readonly<z.infer<typeof fileSchema>>;
/**
 * What the store remembers of an installed model. Size, time and hash of each file are those of its
 * last full check, so that a start does not hash again what nobody touched.
 */
export type ModelRecord = Readonly<z.infer<typeof recordSchema>>;
export type RecordSource = ModelRecord['source'];

export const RECORD_FILE = 'stillroom.json';

/** The record of a catalogue model whose files are at their place and checked. */
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

/** A name is a folder in the store, on every file system. */
export function isModelName(name: string): boolean {
  return /^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?$/.test(name);
}

/** Folder of one model in the store. */
export function modelFolderPath(store: string, name: string): string {
  return join(store, name);
}

/**
 * The SHA-256 that is the model's identity: of the weights file. Of weights in several files it is the hash
 * of their hashes in the order of their names, since models of one shape share an index.
 */
export function weightsHash({ weights, files }: ModelRecord): string {
  // readRecord has seen to it that the weights are among the files
  if (!isSafetensorsIndex(weights)) return files[weights]!.sha256;
  const shards = Object.entries(files).filter(([, { kind }]) => kind === 'safetensors');
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

/** @throws BadInput when the record is there and cannot be read. */
export async function readRecord(store: string, name: string): Promise<ModelRecord | undefined> {
  const path = join(modelFolderPath(store, name), RECORD_FILE);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    const record = recordSchema.parse(JSON.parse(text));
    if (record.name === name && record.weights in record.files) return record;
  } catch {
    // Refused below, whatever is wrong with it.
  }
  throw new BadInput(
    `${path}: the store's record of the model '${name}' is damaged. \`stillroom models remove ${name}\` deletes it; then get or add the model again.`,
  );
}

/** Writes beside, syncs, renames: a crash leaves the old record or the new one, never a piece. */
export async function writeRecord(store: string, record: ModelRecord): Promise<void> {
  const folder = modelFolderPath(store, record.name);
  await mkdir(folder, { recursive: true });
  const fresh = join(folder, `.${RECORD_FILE}.${process.pid}`);
  try {
    const file = await open(fresh, 'w');
    try {
      await file.writeFile(`${JSON.stringify(record, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, join(folder, RECORD_FILE));
  } finally {
    await rm(fresh, { force: true });
  }
}
