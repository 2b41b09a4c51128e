import { type UnzipFileInfo, unzipSync } from 'fflate';
import { BadInput } from '../../../models/badInput.ts';
import { wholeFile } from './bytePieces.ts';

/** Documents and workbooks are held whole, packed and unpacked. */
const MOST_PACKED = 500 * 2 ** 20;
const MOST_UNPACKED = 400 * 2 ** 20;

/**
 * The names of what is in a zip archive.
 * @throws BadInput if it is damaged
 */
export function zipEntries(file: string): string[] {
  const names: string[] = [];
  open(file, ({ name }) => {
    names.push(name);
    return false;
  });
  return names;
}

/**
 * Entries of a zip archive as texts in UTF-8, by their names.
 * @throws BadInput if it is damaged, locked or too large
 */
export function unzip(file: string, wanted: (name: string) => boolean): Map<string, string> {
  let size = 0;
  const entries = open(file, ({ name, originalSize }) => {
    if (!wanted(name)) return false;
    size += originalSize;
    if (size > MOST_UNPACKED) {
      throw new BadInput(
        `${file} has more than ${MOST_UNPACKED / 2 ** 20} MB when it is unpacked, the most that is read of a workbook or ` +
          'document. Save it as CSV or text.',
      );
    }
    return true;
  });
  const decoder = new TextDecoder();
  return new Map(Object.entries(entries).map(([name, bytes]) => [name, decoder.decode(bytes)]));
}

function open(file: string, filter: (entry: UnzipFileInfo) => boolean): Record<string, Uint8Array> {
  const advice = 'Save it in parts, or as CSV or text.';
  const bytes = wholeFile(file, MOST_PACKED, advice);
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(
      `${file} is damaged: ${(error as Error).message}. Save it again from the program that made it.`,
    );
  }
}
