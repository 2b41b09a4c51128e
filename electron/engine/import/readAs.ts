import { statSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import type { FileKind } from '../../contract/fileKinds.ts';
import type { FileReading } from '../../contract/fileReading.ts';
import type { ReadAs } from '../../contract/forms.ts';
import { csvForm, delimiterTitle } from './eachCsvRow.ts';
import { firstSheet } from './eachSheetRow.ts';
import { fileEncoding } from './fileEncoding.ts';
import { fileKind } from './fileKind.ts';
import { encodingTitle } from './textPieces.ts';

/** Kinds that are texts in an encoding. */
const IN_ENCODING: ReadonlySet<FileKind> = new Set(['json', 'delimited', 'text', 'html']);

/**
 * How a file is read: what was found in it, or what its settings say.
 * @throws BadInput as `fileKind` and `fileEncoding`
 */
export function readAs(file: string, reading: FileReading = {}): ReadAs {
  const isFolder = statSync(file, { throwIfNoEntry: false })?.isDirectory();
  if (isFolder) return { kind: 'folder', encoding: null, delimiter: null, sheet: null };
  const kind = fileKind(file, 'json');
  const encoding = IN_ENCODING.has(kind) ? (reading.encoding ?? fileEncoding(file).name) : null;
  const delimiter = kind === 'delimited' ? csvForm(file, reading).delimiter : null;
  const sheet = kind === 'xlsx' || kind === 'ods' ? firstSheet(file, kind) : null;
  return {
    kind,
    encoding,
    delimiter,
    sheet: sheet && { name: sheet.name, others: sheet.others },
  };
}

/**
 * What a person should know of how a file is read, as sentences: what was guessed, and what was left
 * out. Empty for a file in UTF-8 with the delimiter that its name says, and for one that cannot be
 * read, which its reader refuses.
 */
export function readingNotes(file: string, reading: FileReading = {}): string[] {
  try {
    return notesOf(file, reading);
  } catch (error) {
    if (error instanceof BadInput) return [];
    throw error;
  }
}

function notesOf(file: string, reading: FileReading): string[] {
  const { kind, encoding, delimiter, sheet } = readAs(file, reading);
  const notes: string[] = [];
  if (encoding !== null && encoding !== 'utf-8' && reading.encoding === undefined) {
    notes.push(
      `it is read as ${encodingTitle(encoding)}; name another encoding if letters are wrong`,
    );
  }
  const usual = /\.(tsv|tab)$/i.test(file) ? '\t' : ',';
  if (kind === 'delimited' && delimiter !== usual && reading.delimiter === undefined) {
    notes.push(`its fields are separated by ${delimiterTitle(delimiter!)}`);
  }
  if (sheet && sheet.others > 0) {
    notes.push(`its first sheet, ${sheet.name}, is read, and ${sheet.others} others are not`);
  }
  return notes.map((note) => `${path.basename(file)}: ${note}.`);
}
