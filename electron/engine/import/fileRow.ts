import { BadInput } from '../../../models/badInput.ts';
import type { FileReading } from '../../contract/fileReading.ts';
import { headerDoubt } from './headerDoubt.ts';

/** A row of a file: its fields by column, and the line where it starts, from 1. */
export interface FileRow {
  /** In a workbook, the number of the row. */
  readonly line: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** How a table is read, and what is known of what it should have. */
export interface TableReading extends FileReading {
  /** The labels that one of its columns should have. */
  readonly labels?: readonly string[];
  /** Called with the number of bytes that were read since the last call. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
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

/** The rows behind the first one that are compared with it. */
const LOOKED_AT = 1000;

/**
 * The names of a table's columns: the cells of its first row, or 0, 1, 2 if it has no header.
 * @param later the rows behind it
 * @throws BadInput for a column that is missing or there twice
 */
export function tableHeader(
  file: string,
  { line, cells: first }: { readonly line: number; readonly cells: readonly string[] },
  {
    columns,
    reading,
    later,
  }: {
    readonly columns: readonly string[];
    readonly reading: TableReading;
    readonly later: Iterable<{ readonly cells: readonly string[] }>;
  },
): readonly string[] {
  requireFewColumns(file, first.length);
  const hasHeader = reading.header !== 'none';
  const names = hasHeader ? first.map(plainCell) : first.map((_, i) => String(i));
  const seen = new Set<string>();
  const twice = names.find((name) => name !== '' && (seen.has(name) || !seen.add(name)));
  if (twice !== undefined) {
    throw new BadInput(
      `${file}, line ${line}: two columns are named ${twice}. Rename one of them.`,
    );
  }
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length === 0) return names;
  const doubt = hasHeader ? doubtOf(names, later, reading) : null;
  const advice =
    doubt === null
      ? 'Choose one of these.'
      : `Line ${line} looks like a row and no header: ${doubt}. If so, choose 'no header' (header: none; of \`stillroom ` +
        'predict`, --no-header), and name the columns 0, 1, 2.';
  throw new BadInput(
    `${file}, line ${line}: the table has no column ${missing.join(', ')}; it has ` +
      `${names.join(', ')}. ${advice}`,
  );
}

function plainCell(cell: string): string {
  return cell
    .replace(/^\uFEFF/, '')
    .trim()
    .normalize('NFC');
}

function doubtOf(
  names: readonly string[],
  later: Iterable<{ readonly cells: readonly string[] }>,
  { labels }: TableReading,
): string | null {
  const repeated = new Set<number>();
  let looked = 0;
  for (const { cells } of later) {
    for (const [column, cell] of cells.entries()) {
      if (plainCell(cell) === names[column]) repeated.add(column);
    }
    if (++looked === LOOKED_AT) break;
  }
  return headerDoubt(names, { labels, isRepeated: (column) => repeated.has(column) });
}

/**
 * The fields of a table's row by the names of its columns.
 * @throws BadInput for a row with fewer cells than the header, or more that are not empty
 */
export function rowFields(
  file: string,
  header: readonly string[],
  { cells, line }: { readonly cells: readonly string[]; readonly line: number },
): FileRow['fields'] {
  // a spreadsheet ends rows with empty cells that no column has
  const last = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
  if (cells.length < header.length || last > header.length) {
    throw new BadInput(
      `${file}, line ${line}: the row cannot be read: it has ${Math.max(last, 1)} fields, and the table has ` +
        `${header.length} columns. A field with the delimiter, a quote or a line break in it must be in double quotes.`,
    );
  }
  return ownFields(Object.fromEntries(header.map((name, i) => [name, cells[i]])));
}
