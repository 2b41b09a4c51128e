import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { explainDiskFault } from '../../../models/diskFault.ts';
import { begunBeside, dropBegun } from './dropBegun.ts';

/** A file's content, whole or in pieces that are made while they are written. */
export type FileContent = string | Uint8Array | Iterable<string | Uint8Array>;

/**
 * Writes a file atomically: a reader finds either the old content or the new. If a piece cannot be
 * made, the old content stays.
 * @param mode of the file, before the process's own mask; by default for all to read and write
 * @throws BadInput if the disk is full or cannot be written
 */
export function writeWhole(
  file: string,
  content: FileContent,
  { mode = 0o666 }: { readonly mode?: number } = {},
): void {
  const beside = begunBeside(file);
  try {
    dropBegun(path.dirname(file));
    writePieces(beside, isWhole(content) ? [content] : content, mode);
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw explainDiskFault(error, { file });
  }
}

function isWhole(content: FileContent): content is string | Uint8Array {
  return typeof content === 'string' || content instanceof Uint8Array;
}

function writePieces(file: string, pieces: Iterable<string | Uint8Array>, mode: number): void {
  const descriptor = openSync(file, 'wx', mode);
  try {
    for (const piece of pieces) writeFileSync(descriptor, piece);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
