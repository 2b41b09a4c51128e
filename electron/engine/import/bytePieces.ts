import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { BadInput } from '../../../models/badInput.ts';

/** Small, since the parser of CSV takes fifty times the memory of its text. */
const PIECE_BYTES = 2 ** 16;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EISDIR: 'is a folder, and a file is needed',
  EACCES: 'may not be read by this user',
};

/**
 * A file in pieces, so that a large one is never held whole. Each piece is valid until the next one
 * is read.
 * @throws BadInput if it cannot be read, or is a folder, a pipe or a device
 */
export function* bytePieces(file: string, size = PIECE_BYTES): Generator<Uint8Array, void> {
  const opened = explained(file, () => openPlain(file));
  try {
    const room = Buffer.allocUnsafe(size);
    for (;;) {
      const count = explained(file, () => readSync(opened, room));
      if (count === 0) return;
      yield room.subarray(0, count);
    }
  } finally {
    closeSync(opened);
  }
}

/**
 * A whole file.
 * @throws BadInput as `bytePieces`, or if it has more bytes than that, with `advice`
 */
export function wholeFile(file: string, mostBytes: number, advice: string): Buffer {
  const { size } = explained(file, () => statSync(file));
  if (size > mostBytes) {
    throw new BadInput(
      `${file} has ${megabytes(size)} MB, and ${megabytes(mostBytes)} MB are the most. ${advice}`,
    );
  }
  return Buffer.concat([...copies(file)]);
}

function* copies(file: string): Generator<Buffer, void> {
  for (const piece of bytePieces(file, 2 ** 20)) yield Buffer.from(piece);
}

const megabytes = (bytes: number) => Math.ceil(bytes / 2 ** 20).toLocaleString('en');

/** The first bytes of a file. */
export function firstBytes(file: string): Buffer {
  for (const piece of bytePieces(file)) return Buffer.from(piece);
  return Buffer.alloc(0);
}

function openPlain(file: string): number {
  const stats = statSync(file);
  // reading a pipe or a device would wait for ever
  if (!stats.isFile() && !stats.isDirectory()) throw new BadInput(`${file} is not a file.`);
  return openSync(file, 'r');
}

function explained<Result>(file: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadInput) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new BadInput(`${file} ${REASONS[code ?? ''] ?? `cannot be read (${code})`}.`);
  }
}
