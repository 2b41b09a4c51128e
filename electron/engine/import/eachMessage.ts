import { BadInput } from '../../../models/badInput.ts';
import { askReader, UnreadFormat } from './askReader.ts';
import { bytePieces, wholeFile } from './bytePieces.ts';
import { htmlText } from './htmlText.ts';

/** A message of a mailbox: its subject, its text without attachments, and the line where it begins. */
export interface Message {
  readonly title: string | null;
  readonly text: string;
  readonly line: number;
}

const MOST_BYTES = 100 * 2 ** 20;

/**
 * The messages of a mailbox, or the one of a file in EML.
 * @throws BadInput for a message that cannot be read or is too large, with its line
 */
export function* eachMessage(file: string, kind: 'eml' | 'mbox'): Generator<Message, void> {
  if (kind === 'eml') {
    const advice = 'Take its attachments out.';
    yield messageOf(file, wholeFile(file, MOST_BYTES, advice), 1);
    return;
  }
  let open: Buffer[] = [];
  let size = 0;
  let began = 1;
  let line = 0;
  for (const bytes of lines(file)) {
    line++;
    if (isEnvelope(bytes)) {
      if (size > 0) yield messageOf(file, Buffer.concat(open), began);
      open = [];
      size = 0;
      began = line;
      continue;
    }
    // the mailbox marks lines of a text that begin as an envelope does
    const own = /^>+From /.test(bytes.toString('latin1', 0, 20)) ? bytes.subarray(1) : bytes;
    open.push(own);
    size += own.length;
    if (size > MOST_BYTES) {
      throw new BadInput(
        `${file}, line ${began}: the message has more than ${MOST_BYTES / 2 ** 20} MB, the most that is read of one. ` +
          'Take its attachments out.',
      );
    }
  }
  if (size > 0) yield messageOf(file, Buffer.concat(open), began);
}

const isEnvelope = (line: Buffer) => line.toString('latin1', 0, 5) === 'From ';

function* lines(file: string): Generator<Buffer, void> {
  let open: Buffer[] = [];
  for (const piece of bytePieces(file, 2 ** 20)) {
    let from = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
      open.push(Buffer.from(piece.subarray(from, end + 1)));
      yield open.length === 1 ? open[0]! : Buffer.concat(open);
      open = [];
      from = end + 1;
    }
    open.push(Buffer.from(piece.subarray(from)));
  }
  const last = Buffer.concat(open);
  if (last.length > 0) yield last;
}

function messageOf(file: string, bytes: Buffer, line: number): Message {
  try {
    const { subject, text, html } = askReader(file, 'message', bytes);
    const own = text?.trim() || (html ? htmlText(html).text : '');
    return { title: subject, text: own.replaceAll('\r\n', '\n').trim(), line };
  } catch (error) {
    if (!(error instanceof UnreadFormat)) throw error;
    throw new BadInput(
      `${file}, line ${line}: the message cannot be read: ${error.message}. Leave it out, or save its text.`,
    );
  }
}
