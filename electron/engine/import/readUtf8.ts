import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { BadInput } from '../../../models/badInput.ts';

/** Near the length of the longest string in Node. */
const MOST_BYTES = 500 * 2 ** 20;
/** Small, since the parser of CSV takes fifty times the memory of its text. */
const PIECE_BYTES = 2 ** 16;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EISDIR: 'is a folder, and a file is needed',
  EACCES: 'may not be read by this user',
};

/**
 * A text file as one string.
 * @throws BadInput as `utf8Pieces`
 */
export function readUtf8(file: string): string {
  return [...utf8Pieces(file)].join('');
}

/**
 * The lines of a text file, each with the line feed that ends it. One line is held at a time.
 * @throws BadInput as `utf8Pieces`
 */
export function* utf8Lines(file: string): Generator<string, void> {
  let open = '';
  for (const piece of utf8Pieces(file)) {
    let from = 0;
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      yield open + piece.slice(from, end + 1);
      open = '';
      from = end + 1;
    }
    open += piece.slice(from);
  }
  if (open !== '') yield open;
}

/**
 * A text file in pieces, so that a large file is never held whole.
 * @throws BadInput naming the line of the first byte that is not UTF-8
 */
export function* utf8Pieces(file: string): Generator<string, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new BadInput(
        `${file}, line ${firstBadLine(readFileSync(file))}: the file is not UTF-8 there. Save it as UTF-8, for ` +
          `instance with \`iconv -f windows-1252 -t utf-8\`, and import it again.`,
      );
    }
  };
  let isFirst = true;
  for (const bytes of bytePieces(file)) {
    if (isFirst && isUtf16(bytes)) {
      throw new BadInput(
        `${file}: the file is UTF-16. Save it as UTF-8, for instance with \`iconv -f utf-16 -t utf-8\`, and ` +
          'import it again.',
      );
    }
    isFirst = false;
    yield decode(bytes);
  }
  yield decode();
}

/** Each piece is valid until the next one is read. */
function* bytePieces(file: string): Generator<Uint8Array, void> {
  const opened = explained(file, () => openPlain(file));
  try {
    const room = Buffer.allocUnsafe(PIECE_BYTES);
    for (;;) {
      const count = explained(file, () => readSync(opened, room));
      if (count === 0) return;
      yield room.subarray(0, count);
    }
  } finally {
    closeSync(opened);
  }
}

function openPlain(file: string): number {
  const stats = statSync(file);
  // reading a pipe or a device would wait for ever
  if (!stats.isFile() && !stats.isDirectory()) throw new BadInput(`${file} is not a file.`);
  if (stats.size > MOST_BYTES) {
    throw new BadInput(
      `${file} has more than ${MOST_BYTES / 2 ** 20} MB, which is too much for one file. Split it, and name the ` +
        'parts or the folder that holds them.',
    );
  }
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

/** Detects UTF-16 by its byte order mark. */
const isUtf16 = ([first, second]: Uint8Array) =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

function firstBadLine(bytes: Buffer): number {
  const strict = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(0x0a, start);
    try {
      strict.decode(bytes.subarray(start, end < 0 ? bytes.length : end));
    } catch {
      return line;
    }
    if (end < 0) return line;
    start = end + 1;
    line++;
  }
}
