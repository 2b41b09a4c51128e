import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import type { Experiment } from '../../contract/experiment.ts';
import { writeWhole } from '../export/writeWhole.ts';
import { runExperiment } from '../runExperiment.ts';
import { checkExperiment, type RunEvents } from '../runInProject.ts';
import { type MadeCell, makeCell } from './makeCell.ts';
import type { PaperTable } from './paperTable.ts';
import { type Scale, type TableCell, tableCells, tableFile } from './tableCells.ts';

export interface MadeTable {
  readonly table: string;
  readonly scale: Scale;
  readonly cells: readonly MadeCell[];
}

export type TableOutcome =
  | { readonly state: 'done'; readonly made: MadeTable; readonly file: string }
  | { readonly state: 'paused' }
  | { readonly state: 'stopped'; readonly reason: string };

export interface TableRequest {
  readonly dataSets: ReadonlyMap<string, Experiment>;
  readonly scale: Scale;
  /** For a project of each data set and the table's file. */
  readonly folder: string;
  readonly store: ModelStore;
  readonly events: RunEvents;
  readonly signal: AbortSignal;
}

/**
 * Makes the cells of a paper's table that the data sets allow, each a run in its data set's project, so
 * that a table that was interrupted goes on where it stopped and uses what another one has written.
 *
 * A cell that cannot be made, because its teacher's rows are of no use, has the reason in its place.
 * @throws BadInput where a data set's experiment cannot be run at all
 */
export async function replicateTable(
  table: PaperTable,
  { dataSets, scale, folder, store, events, signal }: TableRequest,
): Promise<TableOutcome> {
  const cells = tableCells(table, dataSets, { scale, folder });
  for (const { experiment } of cells) await checkExperiment(experiment, store);
  const file = path.join(folder, tableFile(table.name, scale));
  mkdirSync(folder, { recursive: true });
  const made: MadeCell[] = [];
  for (const [index, cell] of cells.entries()) {
    events.onNote(`${cell.row.name} on ${cell.column} (${index + 1} of ${cells.length})`);
    const run = (experiment: Experiment) => runExperiment(experiment, events, signal, store);
    const result = await makeCell(matched(cell, made), run, table, events);
    if ('state' in result) return result;
    made.push(...result.filter(({ row, column }) => !isThere(made, row, column)));
    writeWhole(file, `${JSON.stringify({ table: table.name, scale, cells: made }, null, 2)}\n`);
  }
  return { state: 'done', made: { table: table.name, scale, cells: made }, file };
}

const isThere = (made: readonly MadeCell[], row: string, column: string) =>
  made.some((cell) => cell.row === row && cell.column === column);

/** The cell with as many rows as the one that it is compared with has kept. */
function matched(cell: TableCell, made: readonly MadeCell[]): TableCell {
  const { row, column, experiment } = cell;
  const other = made.find((one) => one.row === row.rowsOf && one.column === column);
  if (!other) return cell;
  const recipes = experiment.recipes.map((recipe) => ({ ...recipe, rows: other.kept }));
  return { ...cell, experiment: { ...experiment, recipes } };
}
