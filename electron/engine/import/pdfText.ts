import { BadInput } from '../../../models/badInput.ts';
import { askReader, UnreadFormat } from './askReader.ts';

/**
 * The text layer of a PDF, its pages separated by an empty line.
 * @throws BadInput if it is locked, damaged, or a scan without text
 */
export function pdfText(file: string): string {
  const text = pagesOf(file).join('\n\n').trim();
  if (/[\p{L}\p{N}]/u.test(text)) return text;
  throw new BadInput(
    `${file} has no text that can be read: it is a scan, a picture of its pages. Recognise its text first, for instance ` +
      'with `ocrmypdf`, or leave it out.',
  );
}

function pagesOf(file: string): readonly string[] {
  try {
    return askReader(file, 'pdfPages', file);
  } catch (error) {
    if (!(error instanceof UnreadFormat)) throw error;
    throw new BadInput(
      error.kind === 'PasswordException'
        ? `${file} is locked with a password. Save it without one, for instance by printing it to a file.`
        : `${file} is damaged and cannot be read: ${error.message}. Save it again, or give its text.`,
    );
  }
}
