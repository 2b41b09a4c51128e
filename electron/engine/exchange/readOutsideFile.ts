import path from 'node:path';
import type { z } from 'zod';
import { BadInput } from '../../../models/badInput.ts';
import { fileKind } from '../import/fileKind.ts';
import { wholeText } from '../import/textPieces.ts';
import { argillaSchema, readArgilla } from './argilla.ts';
import { labelStudioSchema, readLabelStudio } from './labelStudio.ts';
import type { OutsideFile } from './outsideDecision.ts';

/**
 * Reads a JSON export of Label Studio or Argilla and detects which of them it is.
 * @throws BadInput naming the record and field that cannot be read, or what the file looks like
 */
export function readOutsideFile(file: string): OutsideFile {
  const name = path.basename(file);
  const records = parse(file, name);
  const [first] = records;
  const has = (key: string) => typeof first === 'object' && first !== null && key in first;
  if (has('fields')) return readArgilla(checked(argillaSchema, records, name));
  if (has('data')) return readLabelStudio(checked(labelStudioSchema, records, name));
  const keys = typeof first === 'object' && first !== null ? Object.keys(first).join(', ') : '';
  throw new BadInput(
    `${name}: its records have neither data, as in a JSON export of Label Studio (not JSON-MIN), nor ` +
      `fields, as in one of Argilla${keys ? `; the first has ${keys}` : ''}. Export it again as JSON.`,
  );
}

function parse(file: string, name: string): unknown[] {
  let content: unknown;
  // says what a compressed file or a workbook is
  fileKind(file, 'json');
  try {
    content = JSON.parse(wholeText(file));
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(
      `${name} is not JSON: ${(error as Error).message}. Export it again as JSON.`,
    );
  }
  if (Array.isArray(content) && content.length > 0) return content;
  throw new BadInput(`${name} holds no list of records. Export it again as JSON.`);
}

function checked<Schema extends z.ZodType>(
  schema: Schema,
  records: readonly unknown[],
  name: string,
): z.output<Schema> {
  const { success, data, error } = schema.safeParse(records);
  if (success) return data;
  const { path: at, message } = error.issues[0]!;
  const [index, ...field] = at;
  throw new BadInput(
    `${name}, record ${Number(index) + 1}: ${field.join('.') || 'the record'}: ${message}. ` +
      'Nothing was changed.',
  );
}
