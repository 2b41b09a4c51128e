import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * The absolute path of something that comes with Stillroom and is no code: `prompts/`, `resources/`,
 * the built page. It lies beside the nearest package.json, that of the checkout or of the packed app,
 * so that a bundle finds it from wherever the code went.
 */
export function appFile(...names: readonly string[]): string {
  return path.join(appFolder, ...names);
}

/** Copies a folder that comes with Stillroom. `cpSync` would not see into Electron's archives. */
export function copyAppFolder(from: string, to: string): void {
  for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    const [source, target] = [path.join(from, name), path.join(to, name)];
    if (statSync(source).isDirectory()) continue;
    mkdirSync(path.dirname(target), { recursive: true });
    copyFileSync(source, target);
  }
}

const appFolder = findAppFolder(import.meta.dirname);

function findAppFolder(folder: string): string {
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('Stillroom’s package.json is gone: install it again');
  return findAppFolder(parent);
}
