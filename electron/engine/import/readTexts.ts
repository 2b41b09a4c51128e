import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { eachRow, textOf } from './readRows.ts';
import { utf8Lines } from './readUtf8.ts';

/** A text to label, and its position: 'reviews.csv:12'. */
export interface SourcedText {
  readonly text: string;
  readonly source: string;
}

/**
 * The texts of a file: a column of a table, or the lines of any other file.
 * @throws BadInput as `eachText`
 */
export function readTexts(file: string, column: string): SourcedText[] {
  return [...eachText(file, column)];
}

/**
 * The same, one after the other.
 * @throws BadInput if the file cannot be read, lacks the column or contains no text
 */
export function* eachText(file: string, column: string): Generator<SourcedText, void> {
  const name = path.basename(file);
  if (['.jsonl', '.csv'].includes(path.extname(file).toLowerCase())) {
    for (const { line, fields } of eachRow(file, [column])) {
      yield { text: textOf(fields[column]), source: `${name}:${line}` };
    }
    return;
  }
  let isEmpty = true;
  for (const line of sourced(utf8Lines(file), name)) {
    isEmpty = false;
    yield line;
  }
  if (isEmpty) throw new BadInput(`${file} holds no text.`);
}

/** One text per line; empty lines are skipped. */
export function textLines(content: string, name: string): SourcedText[] {
  return [...sourced(content.split(/(?<=\n)/), name)];
}

function* sourced(lines: Iterable<string>, name: string): Generator<SourcedText, void> {
  let at = 0;
  for (const line of lines) {
    at++;
    if (line.trim() !== '') yield { text: line.replace(/\r?\n$/, ''), source: `${name}:${at}` };
  }
}
