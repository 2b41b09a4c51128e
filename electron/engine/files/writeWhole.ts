import { renameSync, writeFileSync } from 'node:fs';

/** Writes a file so that whoever looks finds the old content or the new, never a part of it. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  writeFileSync(`${file}.part`, content, { flush: true });
  renameSync(`${file}.part`, file);
}
