import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './root.ts';

/** The folder of the package `electron`, which is installed without its binary. */
export const ELECTRON = path.join(ROOT, 'node_modules', 'electron');

/** The path of Electron's binary, if its own installer has fetched one. */
export function findElectron(folder = ELECTRON): string | undefined {
  const note = path.join(folder, 'path.txt');
  if (!existsSync(note)) return undefined;
  const binary = path.join(folder, 'dist', readFileSync(note, 'utf8'));
  return existsSync(binary) ? binary : undefined;
}
