import { renameSync, writeFileSync } from 'node:fs';

/** Writes a file atomically: a reader finds either the old content or the new. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  writeFileSync(`${file}.part`, content, { flush: true });
  renameSync(`${file}.part`, file);
}
