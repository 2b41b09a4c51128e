import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extractAll } from '@electron/asar';
import { packApp } from '../../electron/packing/packApp.ts';
import { OLD_ELECTRON, oldElectron } from './oldElectron.ts';

export interface PackedApp {
  /** For what a test makes. */
  readonly folder: string;
  /** What a user would start. */
  readonly app: string;
  readonly archive: string;
  /** The archive's contents, and what lies unpacked beside it, as one tree. */
  readonly tree: string;
  remove(): void;
}

/** Packs the app as `npm run pack` does, but for the Electron that it is packed with. */
export async function packedApp(): Promise<PackedApp> {
  const electronDist = await oldElectron();
  const folder = mkdtempSync(path.join(tmpdir(), 'stillroom-pack-'));
  await packApp({
    unpacked: true,
    config: {
      electronDist,
      electronVersion: OLD_ELECTRON.version,
      // an Electron of that age has none
      electronFuses: null,
      directories: { output: path.join(folder, 'release') },
    },
  });
  const app = path.join(folder, 'release', 'linux-unpacked');
  const archive = path.join(app, 'resources', 'app.asar');
  const tree = path.join(folder, 'tree');
  extractAll(archive, tree);
  return {
    folder,
    app,
    archive,
    tree,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
