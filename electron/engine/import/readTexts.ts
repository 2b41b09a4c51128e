import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { hasRows, type WritingKind } from '../../contract/fileKinds.ts';
import type { FileReading } from '../../contract/fileReading.ts';
import { eachWriting } from './eachWriting.ts';
import { fileKind } from './fileKind.ts';
import { eachRow, plainText } from './readRows.ts';
import { fileLines } from './textPieces.ts';

/** A text to label, and its position: 'reviews.csv:12'. */
export interface SourcedText {
  readonly text: string;
  readonly source: string;
}

/**
 * The texts of a file: a column of a table, the lines of a text file, or a whole document.
 * @throws BadInput as `eachText`
 */
export function readTexts(file: string, column: string, reading: FileReading = {}): SourcedText[] {
  return [...eachText(file, column, reading)];
}

/**
 * The same, one after the other.
 * @throws BadInput if the file cannot be read, lacks the column or contains no text
 */
export function* eachText(
  file: string,
  column: string,
  reading: FileReading = {},
): Generator<SourcedText, void> {
  const name = path.basename(file);
  const kind = fileKind(file, 'text');
  if (hasRows(kind)) {
    for (const { line, fields } of eachRow(file, [column], reading)) {
      const text = plainText(fields[column], column, `${file}, line ${line}`);
      yield { text, source: `${name}:${line}` };
    }
    return;
  }
  let isEmpty = true;
  const texts =
    kind === 'text'
      ? sourced(fileLines(file, reading.encoding), name)
      : writings(file, kind, reading);
  for (const text of texts) {
    isEmpty = false;
    yield text;
  }
  if (isEmpty) throw new BadInput(`${file} holds no text.`);
}

function* writings(
  file: string,
  kind: WritingKind,
  reading: FileReading,
): Generator<SourcedText, void> {
  const name = path.basename(file);
  for (const { text, line } of eachWriting(file, kind, reading)) {
    if (text !== '') yield { text, source: `${name}:${line}` };
  }
}

/** One text per line; empty lines are skipped. */
export function textLines(content: string, name: string): SourcedText[] {
  return [...sourced(content.split(/(?<=\n)/), name)];
}

function* sourced(lines: Iterable<string>, name: string): Generator<SourcedText, void> {
  let at = 0;
  for (const line of lines) {
    at++;
    if (line.trim() !== '') yield { text: line.replace(/[\r\n]+$/, ''), source: `${name}:${at}` };
  }
}
