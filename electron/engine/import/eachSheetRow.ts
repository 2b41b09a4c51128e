import { type FileRow, rowFields, type TableReading, tableHeader } from './fileRow.ts';
import { openDocumentRows } from './openDocumentRows.ts';
import { type Sheet, workbookRows } from './workbookRows.ts';

/** The first sheet of a workbook. */
export function firstSheet(file: string, kind: 'xlsx' | 'ods'): Sheet {
  return kind === 'xlsx' ? workbookRows(file) : openDocumentRows(file);
}

/**
 * The rows of a workbook's first sheet that are not empty; the first of them names the columns.
 * @throws BadInput as the readers of workbooks, or for a column that the sheet lacks
 */
export function* eachSheetRow(
  file: string,
  kind: 'xlsx' | 'ods',
  { columns, reading }: { readonly columns: readonly string[]; readonly reading: TableReading },
): Generator<FileRow, void> {
  let header: readonly string[] | undefined;
  const { rows } = firstSheet(file, kind);
  for (const [at, { line, cells }] of rows.entries()) {
    const end = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
    if (end === 0) continue;
    const filled = cells.slice(0, end);
    const isNamed = header !== undefined;
    header ??= tableHeader(
      file,
      { line, cells: filled },
      { columns, reading, later: rows.slice(at + 1) },
    );
    if (!isNamed && reading.header !== 'none') continue;
    const padded = [...filled, ...Array<string>(Math.max(0, header.length - end)).fill('')];
    yield { line, fields: rowFields(file, header, { cells: padded, line }) };
  }
}
