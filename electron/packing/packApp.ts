import path from 'node:path';
import { build, type Configuration } from 'electron-builder';
import { buildApp } from './buildApp.ts';
import { ELECTRON, findElectron } from './findElectron.ts';
import { listLicences } from './listLicences.ts';
import { ROOT } from './root.ts';

export interface PackOptions {
  /** Builds a folder that can be started in place, instead of this system's installers. */
  readonly unpacked: boolean;
  /** Overrides of electron-builder.yml. */
  readonly config?: Configuration;
}

/**
 * Builds the app and packages it for this system as configured in electron-builder.yml, with the
 * Electron that `npm start` has fetched, or one that electron-builder fetches.
 */
export async function packApp({ unpacked, config }: PackOptions): Promise<void> {
  await buildApp();
  await listLicences();
  const fetched = findElectron() ? { electronDist: path.join(ELECTRON, 'dist') } : {};
  await build({
    projectDir: ROOT,
    dir: unpacked,
    publish: 'never',
    config: { ...fetched, ...config },
  });
}
