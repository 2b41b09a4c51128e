import { BadInput } from '../../../models/badInput.ts';

/** A row of a file: its fields by column, and the line where it starts, from 1. */
export interface FileRow {
  readonly line: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Without a prototype, so that a column named `constructor` is a column like any other. */
export function ownFields(record: object): FileRow['fields'] {
  return Object.assign(Object.create(null), record);
}

/** A wide table is most often one of numbers; its cells would be previewed for minutes. */
const MOST_COLUMNS = 1000;

/** @throws BadInput for more columns than a table of texts has */
export function requireFewColumns(file: string, columns: number): void {
  if (columns <= MOST_COLUMNS) return;
  throw new BadInput(
    `${file} has ${columns.toLocaleString('en')} columns; ${MOST_COLUMNS.toLocaleString('en')} are the most. ` +
      'Keep those with texts and labels.',
  );
}
