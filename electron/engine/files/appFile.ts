import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The absolute path of a file that ships with Stillroom and is not code: `prompts/`, `resources/`,
 * the built page. Paths are relative to the nearest package.json, that of the checkout or of the
 * packed app, so that bundled code finds them too.
 */
export function appFile(...names: readonly string[]): string {
  return path.join(appFolder, ...names);
}

/** Copies a folder that ships with Stillroom. `cpSync` cannot read Electron's archives. */
export function copyAppFolder(from: string, to: string): void {
  for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    const [source, target] = [path.join(from, name), path.join(to, name)];
    if (statSync(source).isDirectory()) continue;
    mkdirSync(path.dirname(target), { recursive: true });
    // written rather than copied, which would keep the mode of the shipped file
    writeFileSync(target, readFileSync(source));
  }
}

const appFolder = findAppFolder(import.meta.dirname);

function findAppFolder(folder: string): string {
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('Stillroom’s package.json is gone: install it again');
  return findAppFolder(parent);
}
