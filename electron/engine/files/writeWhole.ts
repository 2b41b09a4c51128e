import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { explainDiskFault } from '../../../models/diskFault.ts';

/**
 * Writes a file atomically: a reader finds either the old content or the new.
 * @throws BadInput if the disk is full or cannot be written
 */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const beside = `${file}.part`;
  try {
    // made anew, so that nothing is written through a link that somebody put there
    rmSync(beside, { force: true });
    writeFileSync(beside, content, { flush: true, flag: 'wx' });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw explainDiskFault(error, { file });
  }
}
