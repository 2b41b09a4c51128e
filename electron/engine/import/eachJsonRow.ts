import { BadInput } from '../../../models/badInput.ts';
import type { FileReading } from '../../contract/fileReading.ts';
import { type FileRow, ownFields, type TableReading } from './fileRow.ts';
import { fileLines, wholeText } from './textPieces.ts';

/**
 * The rows of a file in JSON: an object on each line, a list of objects, or one object that has such a
 * list. Rows of a list are counted from 1.
 * @throws BadInput naming the line or row that is no object
 */
export function* eachJsonRow(file: string, reading: TableReading = {}): Generator<FileRow, void> {
  let line = 0;
  let isFirst = true;
  for (const source of fileLines(file, reading.encoding, reading.onBytes)) {
    line++;
    const text = source.trim();
    if (text === '') continue;
    const list = isFirst && beginsWhole(text) ? listIn(file, reading) : undefined;
    isFirst = false;
    if (list) {
      for (const [i, row] of list.entries()) yield { line: i + 1, fields: rowOf(file, row, i + 1) };
      return;
    }
    yield { line, fields: lineFields(file, text, line) };
  }
}

/** Whether a file's first line begins a value that goes over all of the file. */
function beginsWhole(line: string): boolean {
  return line.startsWith('[') || (line.startsWith('{') && parsed(line) === undefined);
}

/** The list of rows that a file is, or that its one object has; undefined if the file is no JSON. */
function listIn(file: string, reading: FileReading): readonly unknown[] | undefined {
  const whole = parsed(wholeText(file, reading.encoding));
  if (Array.isArray(whole)) return whole;
  if (whole === null || typeof whole !== 'object') return undefined;
  const lists = Object.entries(whole).filter(([, value]) => isRows(value));
  if (lists.length === 1) return lists[0]![1] as unknown[];
  throw new BadInput(
    lists.length === 0
      ? `${file} is one JSON object without a list of rows. Write a row on each line, or rows in a list.`
      : `${file} has several lists: ${lists.map(([name]) => name).join(', ')}. Save the one with the rows as a file of its own.`,
  );
}

const isRows = (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.every((row) => isObject(row));

const isObject = (value: unknown): value is object =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

function rowOf(file: string, row: unknown, number: number): FileRow['fields'] {
  if (isObject(row)) return ownFields(row);
  throw new BadInput(
    `${file}, line ${number}: this is not a JSON object. Each row of the list is one, with its fields by name.`,
  );
}

function lineFields(file: string, source: string, line: number): FileRow['fields'] {
  const fields = parsed(source);
  if (isObject(fields)) return ownFields(fields);
  throw new BadInput(
    `${file}, line ${line}: this is not a JSON object. Each line of a JSONL file is one.`,
  );
}

/** A number that JavaScript would write otherwise: 1.0, 1e3, one of more than 15 digits. */
const OTHERWISE = /[:,[]\s*-?\d+(?:[.eE]|\d{15})/;

/**
 * A JSON value, with numbers as the file writes them: the label 1.0 is not the label 1. Undefined if
 * it is none.
 */
function parsed(source: string): unknown {
  try {
    if (!OTHERWISE.test(source)) return JSON.parse(source);
    return JSON.parse(source, ((_key: string, value: unknown, written: { source?: string }) =>
      typeof value === 'number' && String(value) !== written.source ? written.source : value) as (
      this: unknown,
      key: string,
      value: unknown,
    ) => unknown);
  } catch {
    return undefined;
  }
}
