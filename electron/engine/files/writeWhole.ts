import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes a file atomically: a reader finds either the old content or the new. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const beside = `${file}.part`;
  try {
    writeFileSync(beside, content, { flush: true });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
