import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import type { Experiment } from '../../contract/experiment.ts';
import type { Report, ReportEntry, Score } from '../../contract/report.ts';
import { writeWhole } from '../export/writeWhole.ts';
import { runExperiment } from '../runExperiment.ts';
import { checkExperiment, type RunEvents } from '../runInProject.ts';
import type { PaperTable } from './paperTable.ts';
import { type Scale, STUDENT_SEEDS, type TableCell, tableCells, tableFile } from './tableCells.ts';

/** A cell as it was made here. */
export interface MadeCell {
  readonly row: string;
  readonly column: string;
  readonly teacher: string;
  readonly student: string;
  /** Rows asked for, and those that were not empty and trained on. */
  readonly asked: number;
  readonly kept: number;
  readonly humanLabels: number;
  /** Over the student seeds; none where the cell could not be made. */
  readonly test: Score | null;
  readonly seeds: number;
  /** Why there is no score. */
  readonly reason?: string;
}

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

/** Five students that scatter so far are trained once more (SynthesizRR Table 6). */
const RERUN_DEVIATION = 0.06;

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
    made.push(result);
    writeWhole(file, `${JSON.stringify({ table: table.name, scale, cells: made }, null, 2)}\n`);
  }
  return { state: 'done', made: { table: table.name, scale, cells: made }, file };
}

/** The cell with as many rows as the one that it is compared with has kept. */
function matched(cell: TableCell, made: readonly MadeCell[]): TableCell {
  const { row, column, experiment } = cell;
  const other = made.find((one) => one.row === row.rowsOf && one.column === column);
  if (!other) return cell;
  const recipes = experiment.recipes.map((recipe) => ({ ...recipe, rows: other.kept }));
  return { ...cell, experiment: { ...experiment, recipes } };
}

async function makeCell(
  { row, column, experiment }: TableCell,
  run: (experiment: Experiment) => ReturnType<typeof runExperiment>,
  table: PaperTable,
  { onNote }: RunEvents,
): Promise<MadeCell | Exclude<TableOutcome, { state: 'done' }>> {
  const facts = {
    row: row.name,
    column,
    teacher: experiment.teacher,
    student: experiment.student.model,
  };
  try {
    let outcome = await run(experiment);
    let seeds = STUDENT_SEEDS;
    if (outcome.state === 'done' && scatters(measuredOf(outcome.report!, table))) {
      onNote(`The five students scatter by 6 points or more: five more are trained.`);
      seeds *= 2;
      outcome = await run({ ...experiment, student: { ...experiment.student, seeds } });
    }
    if (outcome.state !== 'done') return outcome;
    const { rows, humanLabels } = recipeOf(outcome.report!);
    const { test } = measuredOf(outcome.report!, table) ?? { test: null };
    return { ...facts, asked: rows.asked, kept: rows.kept, humanLabels, test, seeds };
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    onNote(`${row.name} on ${column} stays empty: ${error.message}`);
    const nothing = { asked: 0, kept: 0, humanLabels: 0, test: null, seeds: 0 };
    return { ...facts, ...nothing, reason: error.message };
  }
}

/** A run's one recipe after its last round. */
function recipeOf({ entries }: Report): ReportEntry {
  return entries.filter(({ recipe }) => recipe !== 'yardstick').at(-1)!;
}

/** The students that the table scores. */
function measuredOf(report: Report, { measured }: PaperTable): ReportEntry | undefined {
  if (measured === 'all') return recipeOf(report);
  return report.entries.find(
    ({ recipe, variant }) => recipe === 'yardstick' && variant.endsWith('lowest variability'),
  );
}

function scatters(entry: ReportEntry | undefined): boolean {
  return (entry?.test?.deviation ?? 0) >= RERUN_DEVIATION;
}
