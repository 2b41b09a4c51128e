import { BadInput } from '../../../models/badInput.ts';
import { bytePieces, wholeFile } from './bytePieces.ts';
import { fileEncoding } from './fileEncoding.ts';

/** Near the length of the longest string in Node. */
const MOST_BYTES = 500 * 2 ** 20;

/**
 * A text file in pieces, so that a large file is never held whole.
 * @param encoding found by `fileEncoding` if it is left out
 * @param onBytes called with the number of bytes of each piece
 * @throws BadInput as `fileEncoding`, for an encoding that does not exist, or for bytes that it lacks
 */
export function* textPieces(
  file: string,
  encoding?: string,
  onBytes?: (bytes: number) => void,
): Generator<string, void> {
  const decoder = decoderFor(file, encoding ?? fileEncoding(file).name);
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new BadInput(
        `${file}: the file is not ${encodingTitle(decoder.encoding)} to its end. Save it as UTF-8 and import it again, or ` +
          'name its encoding (field encoding).',
      );
    }
  };
  for (const bytes of bytePieces(file)) {
    onBytes?.(bytes.length);
    yield decode(bytes);
  }
  yield decode();
}

/**
 * A text file as one string.
 * @throws BadInput as `textPieces`, or if the file is larger than a string can be
 */
export function wholeText(file: string, encoding?: string): string {
  const advice = 'Split it, and name the parts or the folder that holds them.';
  const decoder = decoderFor(file, encoding ?? fileEncoding(file).name);
  const bytes = wholeFile(file, MOST_BYTES, advice);
  try {
    return decoder.decode(bytes);
  } catch {
    throw new BadInput(
      `${file}: the file is not ${encodingTitle(decoder.encoding)}. Save it as UTF-8 and import it again.`,
    );
  }
}

/**
 * The lines of a text file, each with the line end that closes it: of Unix, Windows or an old Mac. One
 * line is held at a time.
 * @throws BadInput as `textPieces`, or for a line that is longer than a string can be
 */
export function* fileLines(
  file: string,
  encoding?: string,
  onBytes?: (bytes: number) => void,
): Generator<string, void> {
  let open: string[] = [];
  let length = 0;
  let line = 1;
  const end = (part: string) => {
    const whole = open.length === 0 ? part : open.join('') + part;
    open = [];
    length = 0;
    line++;
    return whole;
  };
  let carried = '';
  for (const piece of textPieces(file, encoding, onBytes)) {
    const text = carried + piece;
    // whether a carriage return is followed by a line feed is seen in the next piece
    carried = text.endsWith('\r') ? '\r' : '';
    const known = carried === '' ? text : text.slice(0, -1);
    let from = 0;
    for (const { index, 0: mark } of known.matchAll(LINE_END)) {
      yield end(known.slice(from, index + mark.length));
      from = index + mark.length;
    }
    open.push(known.slice(from));
    length += known.length - from;
    if (length > MOST_BYTES) {
      throw new BadInput(
        `${file}, line ${line}: the line has more than ${MOST_BYTES / 2 ** 20} MB, the most that is read at once. ` +
          'Split it.',
      );
    }
  }
  const last = end(carried);
  if (last !== '') yield last;
}

const LINE_END = /\r\n|\n|\r/g;

/** 'UTF-8', 'Windows-1252' */
export function encodingTitle(name: string): string {
  return name
    .toLowerCase()
    .replace(/^(utf|iso|koi8|euc|gb|big|windows)/, (start) =>
      start === 'windows' || start === 'big'
        ? start[0]!.toUpperCase() + start.slice(1)
        : start.toUpperCase(),
    );
}

function decoderFor(file: string, encoding: string) {
  try {
    // Python’s name for UTF-8 with a mark
    return new TextDecoder(encoding.replace(/-sig$/i, ''), { fatal: true });
  } catch {
    throw new BadInput(
      `${file}: there is no encoding ${encoding}. Name one as pandas does, for instance utf-8, utf-16 or windows-1252.`,
    );
  }
}
