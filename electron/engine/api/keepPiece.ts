import { appendFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { explainDiskFault } from '../../../models/diskFault.ts';
import { makeFolder } from '../../../models/makeFolder.ts';
import { MOST_FILE_BYTES } from '../../contract/sentFile.ts';

/**
 * Writes a piece of an uploaded file to the disk. If it cannot be kept, nothing of the file is.
 * @throws BadInput if the file is too large, or the disk is full
 */
export async function keepPiece(
  waitingFolder: string,
  { upload, at, piece }: { readonly upload: string; readonly at: number; readonly piece: File },
): Promise<void> {
  const part = partOf(waitingFolder, upload);
  try {
    if (at + piece.size > MOST_FILE_BYTES) {
      throw new BadInput(
        `${piece.name} has more than ${MOST_FILE_BYTES / 1e6} MB, the most that can be added here. Use the command ` +
          'line, which reads files in place.',
      );
    }
    const bytes = new Uint8Array(await piece.arrayBuffer());
    const kept = statSync(part, { throwIfNoEntry: false })?.size ?? 0;
    if (kept !== at) {
      throw new BadInput(`${piece.name}: a piece of it did not come. Choose the file again.`);
    }
    makeFolder(path.dirname(part));
    appendFileSync(part, bytes);
  } catch (error) {
    dropUpload(waitingFolder, upload);
    throw explainDiskFault(error, { file: piece.name });
  }
}

/** The pieces of an upload that have come, as one file. */
export function partOf(waitingFolder: string, upload: string): string {
  return path.join(waitingFolder, upload, '.part');
}

export function dropUpload(waitingFolder: string, upload: string): void {
  rmSync(path.join(waitingFolder, upload), { recursive: true, force: true });
}
