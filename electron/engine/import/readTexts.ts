import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { readRows, readUtf8, textOf } from './readRows.ts';

/** A text to label, and its position: 'reviews.csv:12'. */
export interface SourcedText {
  readonly text: string;
  readonly source: string;
}

/**
 * The texts of a file: a column of a table, or the lines of any other file.
 * @throws BadInput if the file cannot be read, lacks the column or contains no text
 */
export function readTexts(file: string, column: string): SourcedText[] {
  const name = path.basename(file);
  const isTable = ['.jsonl', '.csv'].includes(path.extname(file).toLowerCase());
  const texts = isTable
    ? readRows(file, [column]).map(({ line, fields }) => ({
        text: textOf(fields[column]),
        source: `${name}:${line}`,
      }))
    : textLines(readUtf8(file), name);
  if (texts.length === 0) throw new BadInput(`${file} holds no text.`);
  return texts;
}

/** One text per line; empty lines are skipped. */
export function textLines(content: string, name: string): SourcedText[] {
  return content
    .split(/\r?\n/)
    .map((text, index) => ({ text, source: `${name}:${index + 1}` }))
    .filter(({ text }) => text.trim() !== '');
}
