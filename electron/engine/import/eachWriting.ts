import path from 'node:path';
import type { WritingKind } from '../../contract/fileKinds.ts';
import type { FileReading } from '../../contract/fileReading.ts';
import { openDocumentText, wordText } from './documentText.ts';
import { eachMessage } from './eachMessage.ts';
import { htmlText } from './htmlText.ts';
import { pdfText } from './pdfText.ts';
import { wholeText } from './textPieces.ts';

/** A text of a file that has no rows: a document, or a message of a mailbox. */
export interface Writing {
  /** Its own title, or the name of its file. */
  readonly title: string | null;
  readonly text: string;
  readonly line: number;
}

/**
 * The texts of a file without rows.
 * @throws BadInput as the reader of its kind
 */
export function* eachWriting(
  file: string,
  kind: WritingKind,
  { encoding }: FileReading = {},
): Generator<Writing, void> {
  const name = path.parse(file).name;
  switch (kind) {
    case 'text':
      yield { title: name, text: wholeText(file, encoding).trim(), line: 1 };
      return;
    case 'html': {
      const { title, text } = htmlText(wholeText(file, encoding));
      yield { title: title ?? name, text, line: 1 };
      return;
    }
    case 'docx':
      yield { title: name, text: wordText(file), line: 1 };
      return;
    case 'odt':
      yield { title: name, text: openDocumentText(file), line: 1 };
      return;
    case 'pdf':
      yield { title: name, text: pdfText(file), line: 1 };
      return;
    case 'eml':
    case 'mbox':
      yield* eachMessage(file, kind);
      return;
  }
}
