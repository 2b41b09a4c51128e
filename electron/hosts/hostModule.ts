import path from 'node:path';
import type { DesktopHost } from '../contract/desktop.ts';

/**
 * The entry of a host's process, or of its watchdog's thread: beside this file, which is TypeScript in
 * the checkout and JavaScript in the bundle.
 */
export function hostModule(name: DesktopHost | 'watchdog'): URL {
  return new URL(`./${name}${path.posix.extname(import.meta.url)}`, import.meta.url);
}
