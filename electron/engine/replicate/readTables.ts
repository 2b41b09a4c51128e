import type { PaperTableView } from '../../contract/paperTableView.ts';
import { paperTable, paperTables } from './paperTable.ts';
import { readMadeTable } from './readMadeTable.ts';
import { type Scale, scales } from './tableCells.ts';
import { tableView } from './tableView.ts';

/**
 * Every table of the papers, with a view for each scale if a folder contains computed cells.
 * @throws BadInput for a file that `replicate` did not write
 */
export function readTables(folder: string): PaperTableView[] {
  return paperTables().flatMap((name) => {
    const table = paperTable(name);
    const made = (Object.keys(scales) as Scale[]).flatMap(
      (scale) => readMadeTable(folder, name, scale) ?? [],
    );
    return made.length > 0 ? made.map((one) => tableView(table, one)) : [tableView(table)];
  });
}
