import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { explainDiskFault } from '../../../models/diskFault.ts';
import { begunBeside, dropBegun } from './dropBegun.ts';

/**
 * Writes a file atomically: a reader finds either the old content or the new.
 * @throws BadInput if the disk is full or cannot be written
 */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const beside = begunBeside(file);
  try {
    dropBegun(path.dirname(file));
    writeFileSync(beside, content, { flush: true, flag: 'wx' });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw explainDiskFault(error, { file });
  }
}
