import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogueEntry, CatalogueFile, HuggingFaceSource } from './catalogue.ts';
import type { RecordSource } from './modelRecord.ts';
import type { Environment } from './storeFolder.ts';

/** A copy of a model in another program's folder; its bytes are not verified yet. */
export interface FoundModel {
  readonly source: RecordSource;
  /** Catalogue file name -> absolute path. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Looks for a catalogue model in the folders of Hugging Face, LM Studio and Ollama, by names and
 * sizes only. Nothing is written, copied or hashed; the caller verifies the bytes.
 */
export async function foundOnDisk(
  entry: CatalogueEntry,
  env: Environment,
  home: string,
): Promise<FoundModel[]> {
  const places: FoundModel[] = [];
  const hub = entry.sources.find(({ kind }) => kind === 'huggingface') as
    | HuggingFaceSource
    | undefined;
  const look = async (source: RecordSource, folders: readonly string[]) => {
    for (const folder of folders) {
      const files = await filesIn(folder, entry.files, hub?.paths);
      if (files !== undefined) places.push({ source, files });
    }
  };
  await look('huggingface-cache', await huggingFaceSnapshots(entry, env, home));
  await look('lm-studio', await lmStudioFolders(entry, home));
  places.push(...(await ollamaBlobs(entry, env, home)));
  return places;
}

/** All of the entry's files in a copy of its repository, at their pinned sizes; otherwise `undefined`. */
async function filesIn(
  folder: string,
  files: readonly CatalogueFile[],
  places: HuggingFaceSource['paths'] = {},
): Promise<Record<string, string> | undefined> {
  const paths: Record<string, string> = {};
  for (const file of files) {
    const path = join(folder, places[file.name] ?? file.name);
    if (!(await isFileOf(path, file.bytes))) return undefined;
    paths[file.name] = path;
  }
  return paths;
}

async function isFileOf(path: string, bytes: number | undefined): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && (bytes === undefined || found.size === bytes);
}

/** Snapshot folders of the entry's repository, starting with the one that `main` refers to. */
async function huggingFaceSnapshots(
  entry: CatalogueEntry,
  env: Environment,
  home: string,
): Promise<string[]> {
  const source = entry.sources.find((candidate) => candidate.kind === 'huggingface');
  if (source === undefined) return [];
  const caches = new Set(
    [
      env.HF_HUB_CACHE,
      env.HUGGINGFACE_HUB_CACHE,
      env.HF_HOME && join(env.HF_HOME, 'hub'),
      env.XDG_CACHE_HOME && join(env.XDG_CACHE_HOME, 'huggingface', 'hub'),
      join(home, '.cache', 'huggingface', 'hub'),
    ].filter((cache): cache is string => Boolean(cache)),
  );
  const snapshots: string[] = [];
  for (const cache of caches) {
    const repository = join(cache, `models--${source.repository.replace('/', '--')}`);
    const main = (await readFile(join(repository, 'refs', 'main'), 'utf8').catch(() => '')).trim();
    const revisions = await namesIn(join(repository, 'snapshots'));
    revisions.sort((a, b) => Number(b === main) - Number(a === main));
    snapshots.push(...revisions.map((revision) => join(repository, 'snapshots', revision)));
  }
  return snapshots;
}

/**
 * LM Studio's folder layout is publisher/model/file. An entry of several files without a hash is
 * only looked for in its own folder, because every model has files of those names.
 */
async function lmStudioFolders(entry: CatalogueEntry, home: string): Promise<string[]> {
  const isNamedAlike = entry.files.length > 1 && entry.files[0].sha256 === undefined;
  const repositories = entry.sources.flatMap((source) =>
    source.kind === 'huggingface' ? [source.repository] : [],
  );
  const folders: string[] = [];
  for (const root of [join(home, '.lmstudio', 'models'), join(home, '.cache/lm-studio/models')]) {
    for (const publisher of await namesIn(root)) {
      for (const model of await namesIn(join(root, publisher))) {
        if (isNamedAlike && !repositories.includes(`${publisher}/${model}`)) continue;
        folders.push(join(root, publisher, model));
      }
    }
  }
  return folders;
}

/**
 * Ollama names a file by its SHA-256, so an entry can only be found if it has a single, pinned
 * file.
 */
async function ollamaBlobs(
  entry: CatalogueEntry,
  env: Environment,
  home: string,
): Promise<FoundModel[]> {
  const [weights, ...others] = entry.files;
  if (weights.sha256 === undefined || others.length > 0) return [];
  const roots = [
    env.OLLAMA_MODELS || join(home, '.ollama', 'models'),
    '/usr/share/ollama/.ollama/models', // its Linux service has a home of its own
  ];
  const found: FoundModel[] = [];
  for (const root of roots) {
    const path = join(root, 'blobs', `sha256-${weights.sha256}`);
    if (!(await isFileOf(path, weights.bytes))) continue;
    found.push({ source: 'ollama', files: { [weights.name]: path } });
  }
  return found;
}

async function namesIn(folder: string): Promise<string[]> {
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => !entry.name.startsWith('.')).map((entry) => entry.name);
}
