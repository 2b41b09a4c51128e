import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import type { Experiment } from '../../contract/experiment.ts';
import type { Report } from '../../contract/report.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { runExperiment } from '../run/runExperiment.ts';
import { checkExperiment, type RunEvents } from '../run/runInProject.ts';
import { emptyCell, type MadeCell, makeCell } from './makeCell.ts';
import { makeMeasuredCell } from './makeMeasuredCell.ts';
import { measureCell } from './measureCell.ts';
import type { PaperTable } from './paperTable.ts';
import { type MadeTable, readMadeTable } from './readMadeTable.ts';
import { type Scale, type TableCell, tableCells, tableFile } from './tableCells.ts';

export type TableOutcome =
  | { readonly state: 'done'; readonly made: MadeTable; readonly file: string }
  | { readonly state: 'paused' }
  | { readonly state: 'stopped'; readonly reason: string };

export interface TableRequest {
  readonly dataSets: ReadonlyMap<string, Experiment>;
  readonly scale: Scale;
  /** Contains a project for each data set, and the table's file. */
  readonly folder: string;
  readonly store: ModelStore;
  readonly events: RunEvents;
  readonly signal: AbortSignal;
}

/**
 * Computes the cells of a paper's table that the data sets allow. Each is a run in its data set's
 * project, so that an interrupted table resumes and reuses rows that another table has written. The
 * file's cells of other columns and teachers are kept, and its earlier cells of these are kept
 * until they are computed again.
 *
 * A cell that cannot be computed because its teacher's rows are unusable contains the reason
 * instead.
 * @throws BadInput if a data set's experiment cannot run at all, or has no cell of the table
 */
export async function replicateTable(
  table: PaperTable,
  { dataSets, scale, folder, store, events, signal }: TableRequest,
): Promise<TableOutcome> {
  const cells = tableCells(table, dataSets, { scale, folder });
  if (cells.length === 0) {
    const kinds = [...dataSets].map(([column, { task }]) => `${column} is a ${task.kind}`);
    throw new BadInput(
      `No row of ${table.name} can be made of these data sets: ${kinds.join(', ')}. docs/recipes.md has the kind ` +
        'of task of each recipe.',
    );
  }
  for (const { column, experiment } of cells)
    await inColumn(column, () => checkExperiment(experiment, store));
  const file = path.join(folder, tableFile(table.name, scale));
  mkdirSync(folder, { recursive: true });
  const earlier = readMadeTable(folder, table.name, scale)?.cells ?? [];
  const made: MadeCell[] = [];
  const measure = (cell: TableCell, report: Report) => measureCell(cell, report, store, signal);
  const tableSoFar = () => ({
    table: table.name,
    scale,
    cells: withEarlier(earlier, made),
  });
  for (const [index, cell] of cells.entries()) {
    events.onNote(`${cell.row.name} on ${cell.column} (${index + 1} of ${cells.length})`);
    const run = (experiment: Experiment) => runExperiment(experiment, events, signal, store);
    // of this table only: the rows that an earlier run kept are different ones
    const other = made.find((one) => one.row === cell.row.rowsOf && one.column === cell.column);
    const result =
      other?.test === null
        ? [emptyCell(cell, comparedWithNone(other), table, events.onNote)]
        : cell.row.measure
          ? await makeMeasuredCell(cell, run, measure, table, events)
          : await makeCell(matched(cell, other), run, table, events);
    if ('state' in result) return result;
    made.push(...result.filter((one) => !isMade(made, one)));
    writeWhole(file, `${JSON.stringify(tableSoFar(), null, 2)}\n`);
  }
  return { state: 'done', made: tableSoFar(), file };
}

/** Prefixes an error in a data set's experiment with the column that it was given for. */
async function inColumn(column: string, check: () => Promise<unknown>): Promise<void> {
  try {
    await check();
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    throw new BadInput(`${column}: ${error.message}`, { cause: error });
  }
}

const comparedWithNone = ({ row }: MadeCell) => `it is compared with ${row}, which is empty.`;

const isMade = (made: readonly MadeCell[], { row, column, teacher }: MadeCell) =>
  made.some((one) => one.row === row && one.column === column && one.teacher === teacher);

/**
 * The contents of a table's file while it is being updated: its earlier cells that are not replaced
 * yet, then the new ones. Exported for its tests.
 */
export function withEarlier(earlier: readonly MadeCell[], made: readonly MadeCell[]): MadeCell[] {
  return [...earlier.filter((cell) => !isMade(made, cell)), ...made];
}

/** The cell with as many rows as the cell that it is compared with has kept. */
function matched(cell: TableCell, other: MadeCell | undefined): TableCell {
  if (!other) return cell;
  const { experiment } = cell;
  const recipes = experiment.recipes.map((recipe) => ({ ...recipe, rows: other.kept }));
  return { ...cell, experiment: { ...experiment, recipes } };
}
