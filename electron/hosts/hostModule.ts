import path from 'node:path';
import type { DesktopHost } from '../contract/desktop.ts';

/**
 * The entry point of a host's process, or of a thread. It is next to this file, which
 * is TypeScript in the checkout and JavaScript in the bundle.
 */
export function hostModule(name: DesktopHost | 'watchdog' | 'formatReader'): URL {
  return new URL(`./${name}${path.posix.extname(import.meta.url)}`, import.meta.url);
}
