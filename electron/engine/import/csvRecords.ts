/** How the fields of a table are parted. */
export interface CsvForm {
  readonly delimiter: string;
  /** Whether fields may be in double quotes; where not, a quote is a part of the text. */
  readonly isQuoted: boolean;
}

/** A record: the line of its block where it begins, from 1, and its fields. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What is wrong with a table, at a line of its block. */
export class CsvFault extends Error {
  override readonly name = 'CsvFault';
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

const QUOTE = 0x22;
const NEWLINE = 0x0a;

/** The end of a block's records, and the number of lines until there. */
export interface ReadUntil {
  readonly end: number;
  readonly lines: number;
}

/**
 * The records of a block of RFC 4180, whose lines end in a line feed; empty lines are skipped. It is
 * our own because the library took five times as long as Python's for a table of quoted texts.
 * @param isEnd whether nothing follows the block; else a record at its end is left for the next one
 * @throws CsvFault for a quote that is not closed, or stands where none may
 */
export function* csvRecords(
  block: string,
  { delimiter, isQuoted }: CsvForm,
  isEnd = true,
): Generator<CsvRecord, ReadUntil> {
  let at = 0;
  let line = 1;
  // where the next ones are, found once for many fields
  let nextDelimiter = -1;
  let nextNewline = -1;
  while (at < block.length) {
    if (block.charCodeAt(at) === NEWLINE) {
      at++;
      line++;
      continue;
    }
    const from = at;
    const begins = line;
    const cells: string[] = [];
    for (let isOpen = true; isOpen; ) {
      if (isQuoted && block.charCodeAt(at) === QUOTE) {
        const end = closingQuote(block, at);
        if (end < 0 && !isEnd) return { end: from, lines: begins - 1 };
        if (end < 0) throw new CsvFault(begins, 'a quote that opens a field is not closed');
        const text = block.slice(at + 1, end);
        cells.push(text.includes('"') ? text.replaceAll('""', '"') : text);
        line += newlines(text);
        at = end + 1;
        if (!endsField(block, at, delimiter)) {
          throw new CsvFault(line, 'the quote that closes a field has a character behind it');
        }
      } else {
        if (nextDelimiter < at) nextDelimiter = placeOf(block, delimiter, at);
        if (nextNewline < at) nextNewline = placeOf(block, '\n', at);
        const end = Math.min(nextDelimiter, nextNewline);
        const text = block.slice(at, end);
        if (isQuoted && text.includes('"')) {
          throw new CsvFault(line, 'a quote stands inside of a field that does not begin with one');
        }
        cells.push(text);
        at = end;
      }
      isOpen = block.startsWith(delimiter, at);
      if (isOpen) at += delimiter.length;
    }
    if (at >= block.length && !isEnd) return { end: from, lines: begins - 1 };
    yield { line: begins, cells };
    // its line feed, if the block does not end without
    at++;
    line++;
  }
  return { end: block.length, lines: line - 1 };
}

/** The quote that ends a field, which is not doubled; -1 if there is none. */
function closingQuote(block: string, opening: number): number {
  let end = block.indexOf('"', opening + 1);
  while (end >= 0 && block.charCodeAt(end + 1) === QUOTE) end = block.indexOf('"', end + 2);
  return end;
}

function endsField(block: string, at: number, delimiter: string): boolean {
  return at >= block.length || block.charCodeAt(at) === NEWLINE || block.startsWith(delimiter, at);
}

/** The next place of a text; the end of the block if it is nowhere. */
function placeOf(block: string, text: string, from: number): number {
  const at = block.indexOf(text, from);
  return at < 0 ? block.length : at;
}

function newlines(text: string): number {
  let n = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) n++;
  return n;
}
