import { readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BadInput } from '../badInput.ts';
import { makeFolder } from '../makeFolder.ts';
import { explainFolderFault } from './explainFolderFault.ts';
import { lookAt } from './lookAt.ts';

/**
 * Runs `work` while no other process fetches into the same folder, because two processes that
 * append to the same partial file would corrupt it. The lock of a process that has died is taken
 * over.
 * @throws BadInput while another process, or another call in this one, holds the lock, and if the
 *   folder cannot be written to.
 */
export async function withFolderLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const path = join(folder, '.lock');
  makeFolder(folder);
  await takeLock(path);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
    await rmdir(folder).catch(() => undefined); // only when nothing was left in it
  }
}

async function takeLock(path: string): Promise<void> {
  if (await created(path)) return;
  const holder = await holderOf(path);
  if (!isAlive(holder)) {
    await rm(path, { force: true });
    if (await created(path)) return;
  }
  throw new BadInput(
    `This model is being fetched by another Stillroom (process ${holder}). Wait for it, or, if there is none, delete ${path}.`,
  );
}

/** @returns 0 if the holder is not known: the lock has just gone, or a crash left it empty */
async function holderOf(path: string): Promise<number> {
  const found = await lookAt(path);
  if (found === undefined) return 0;
  const isLock = found.isFile() && found.size < 20;
  const text = isLock ? await readFile(path, 'utf8').catch(() => '') : 'no lock';
  if (/^\d*$/.test(text)) return Number(text);
  throw new BadInput(`${path} was not written by Stillroom, and is in the way. Move or delete it.`);
}

async function created(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw explainFolderFault(error, dirname(path));
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process is running, under another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
