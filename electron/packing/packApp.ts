import { build, type Configuration } from 'electron-builder';
import { buildApp } from './buildApp.ts';
import { listLicences } from './listLicences.ts';
import { ROOT } from './root.ts';

export interface PackOptions {
  /** A folder that can be run from where it lies, instead of this platform's installers. */
  readonly unpacked: boolean;
  /** Differs from electron-builder.yml. */
  readonly config?: Configuration;
}

/** Builds the app and packs it for this platform, as electron-builder.yml says. */
export async function packApp({ unpacked, config }: PackOptions): Promise<void> {
  await buildApp();
  await listLicences();
  await build({
    projectDir: ROOT,
    dir: unpacked,
    publish: 'never',
    ...(config && { config }),
  });
}
