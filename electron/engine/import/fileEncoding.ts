import { isAscii, isUtf8 } from 'node:buffer';
import { statSync } from 'node:fs';
import { analyse } from 'chardet';
import { BadInput } from '../../../models/badInput.ts';
import { bytePieces, firstBytes } from './bytePieces.ts';

/** How the bytes of a text file become characters. */
export interface FileEncoding {
  /** The name by which `TextDecoder` knows it: utf-8, utf-16le, utf-16be, windows-1252, … */
  readonly name: string;
  /** Found by the look of the text, so it may be wrong. */
  readonly isGuess: boolean;
}

/** The longest character of UTF-8, of which a piece may have a part. */
const LONGEST = 4;

const found = new Map<string, FileEncoding>();

/**
 * Finds the encoding of a text file: by its byte order mark, as UTF-8 if all of it is, otherwise by
 * its look.
 * @throws BadInput for a file that is neither, with the line of the first byte that is no text
 */
export function fileEncoding(file: string): FileEncoding {
  const stats = statSync(file, { throwIfNoEntry: false });
  // a file is scanned once, and again when it changes
  const key = stats ? `${file}\n${stats.size}\n${stats.mtimeMs}\n${stats.ino}` : '';
  const known = found.get(key);
  if (known) return known;
  const encoding = scan(file);
  if (key !== '') found.set(key, encoding);
  return encoding;
}

function scan(file: string): FileEncoding {
  const first = firstBytes(file);
  requireText(file, first);
  const marked = byMark(first) ?? byZeros(first);
  if (marked) return { name: marked, isGuess: false };
  let rest = Buffer.alloc(0);
  let isPlain = true;
  let line = 1;
  for (const piece of bytePieces(file, 2 ** 20)) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : Buffer.from(piece);
    const end = wholeEnd(bytes);
    const whole = bytes.subarray(0, end);
    if (!isUtf8(whole)) return guess(file, bytes, { isPlain, line });
    isPlain &&= isAscii(whole);
    line += count(whole, 0x0a);
    rest = Buffer.from(bytes.subarray(end));
  }
  if (rest.length > 0 && !isUtf8(rest)) return guess(file, rest, { isPlain, line });
  return { name: 'utf-8', isGuess: false };
}

/** @throws BadInput for what a program writes, which has bytes of zero; those of UTF-16 are every second one */
function requireText(file: string, first: Buffer): void {
  if (!first.includes(0) || byMark(first) || byZeros(first)) return;
  throw new BadInput(
    `${file} is no text: it has bytes of zero. Give a file of one of the formats that are read, or leave it out.`,
  );
}

function byMark([a, b, c]: Buffer): string | undefined {
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return a === 0xef && b === 0xbb && c === 0xbf ? 'utf-8' : undefined;
}

/** UTF-16 without a mark: in most texts every second byte is zero. */
function byZeros(first: Buffer): string | undefined {
  const shown = first.subarray(0, 2000);
  if (shown.length < 4) return undefined;
  const zeros = (from: number) =>
    shown.filter((byte, at) => at % 2 === from && byte === 0).length / (shown.length / 2);
  if (zeros(1) > 0.4 && zeros(0) < 0.05) return 'utf-16le';
  return zeros(0) > 0.4 && zeros(1) < 0.05 ? 'utf-16be' : undefined;
}

/** The end of the last whole character of UTF-8. */
function wholeEnd(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(LONGEST - 1, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** Encodings that are taken if the look of a text speaks for them. */
const OTHERS: Readonly<Record<string, string>> = {
  'ISO-8859-2': 'windows-1250',
  'windows-1250': 'windows-1250',
  'windows-1251': 'windows-1251',
  'KOI8-R': 'koi8-r',
  'ISO-8859-7': 'windows-1253',
  'windows-1253': 'windows-1253',
  'ISO-8859-9': 'windows-1254',
  'windows-1254': 'windows-1254',
  Shift_JIS: 'shift_jis',
  'EUC-JP': 'euc-jp',
  'EUC-KR': 'euc-kr',
  Big5: 'big5',
  GB18030: 'gb18030',
};

/** Encodings of several bytes, which a few accents can look like. */
const OF_SEVERAL_BYTES = new Set(['Shift_JIS', 'EUC-JP', 'EUC-KR', 'Big5', 'GB18030']);
/** How sure a detector must be, of a hundred; it never is of a few words. */
const SURE = { ofSeveralBytes: 40, ofOne: 15 } as const;
/** By how much another alphabet must be likelier than that of Western Europe. */
const LIKELIER = 1.2;

function guess(
  file: string,
  bytes: Buffer,
  { isPlain, line }: { readonly isPlain: boolean; readonly line: number },
): FileEncoding {
  const bad = bytes.subarray(0, 2 ** 16);
  const at = line + firstBadLine(bad);
  if (bytes.includes(0)) {
    throw new BadInput(
      `${file}, line ${at}: this is no text: it has bytes of zero. Save it as a text in UTF-8.`,
    );
  }
  // a text that was UTF-8 until there is damaged, not in another encoding
  if (!isPlain || !isAscii(bad.subarray(0, firstBad(bad)))) {
    throw new BadInput(
      `${file}, line ${at}: the file is not UTF-8 there, although it is before. Correct the line, or save the ` +
        'file as UTF-8 and import it again.',
    );
  }
  const name = likeliest(bad) ?? 'windows-1252';
  if (name === 'windows-1252' && bad.some(isUnassigned)) {
    throw new BadInput(
      `${file}, line ${at}: the file is not UTF-8 there, and no other encoding fits. Save it as UTF-8 and ` +
        'import it again, or name its encoding (field encoding).',
    );
  }
  return { name, isGuess: true };
}

/** An encoding other than Windows-1252, if the text speaks for it. */
function likeliest(bytes: Buffer): string | undefined {
  const matches = analyse(bytes);
  const [best] = matches;
  if (!best) return undefined;
  const western = matches.find(({ name }) => ['ISO-8859-1', 'windows-1252'].includes(name));
  const least = OF_SEVERAL_BYTES.has(best.name) ? SURE.ofSeveralBytes : SURE.ofOne;
  const isLikelier = best.confidence >= (western?.confidence ?? 0) * LIKELIER;
  return best.confidence >= least && isLikelier ? OTHERS[best.name] : undefined;
}

/** Windows-1252 has no character for these, nor a text one for control codes. */
const isUnassigned = (byte: number) =>
  [0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte) ||
  (byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d].includes(byte));

function firstBadLine(bytes: Buffer): number {
  return count(bytes.subarray(0, firstBad(bytes)), 0x0a);
}

/** The first byte that does not belong to UTF-8. */
function firstBad(bytes: Buffer): number {
  let [low, high] = [0, bytes.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const part = bytes.subarray(0, middle);
    if (isUtf8(part.subarray(0, wholeEnd(part)))) low = middle;
    else high = middle - 1;
  }
  // what looked like the beginning of a character is a part of none
  return wholeEnd(bytes.subarray(0, low));
}

function count(bytes: Uint8Array, byte: number): number {
  let n = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) n++;
  return n;
}
