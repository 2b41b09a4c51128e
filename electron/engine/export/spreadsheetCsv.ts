import { stringify } from 'csv-stringify/sync';

/**
 * A table for spreadsheets, which run a cell that begins with `=`, `+`, `-`, `@` or a tab: such a
 * cell gets an apostrophe before it, which they do not show.
 */
export function spreadsheetCsv(rows: readonly object[]): string {
  // with a byte order mark, so that spreadsheets detect UTF-8
  return stringify([...rows], { header: true, bom: true, escape_formulas: true });
}
