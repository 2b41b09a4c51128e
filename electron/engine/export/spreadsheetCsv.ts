import { stringify } from 'csv-stringify/sync';

/**
 * CSV for spreadsheets, which run a cell that begins with `=`, `+`, `-`, `@` or a tab: such a cell
 * gets an apostrophe before it, which they do not show. By its byte order mark they detect UTF-8.
 */
export const SPREADSHEET = { bom: true, escape_formulas: true } as const;

/** A table for spreadsheets. */
export function spreadsheetCsv(rows: readonly object[]): string {
  return stringify([...rows], { ...SPREADSHEET, header: true });
}
