import type { Experiment } from '../../contract/experiment.ts';
import type { Report } from '../../contract/report.ts';
import type { RunEvents, RunOutcome } from '../run/runInProject.ts';
import { NoYield } from '../steps/noYield.ts';
import { emptyCell, factsOf, type MadeCell, recipeOf } from './makeCell.ts';
import type { FigureOrWhy } from './measureCell.ts';
import type { PaperTable } from './paperTable.ts';
import type { TableCell } from './tableCells.ts';

/**
 * Computes a cell that measures rows themselves: a run writes them, then they are measured. A cell whose
 * figure is not defined, or whose teacher's rows are unusable, contains the reason instead.
 */
export async function makeMeasuredCell(
  cell: TableCell,
  run: (experiment: Experiment) => Promise<RunOutcome>,
  measure: (cell: TableCell, report: Report) => Promise<FigureOrWhy>,
  table: PaperTable,
  { onNote }: Pick<RunEvents, 'onNote'>,
): Promise<MadeCell[] | Exclude<RunOutcome, { state: 'done' }>> {
  try {
    const outcome = await run(cell.experiment);
    if (outcome.state !== 'done') return outcome;
    const measured = await measure(cell, outcome.report!);
    if ('undefinedBecause' in measured) {
      return [emptyCell(cell, `${measured.undefinedBecause}.`, table, onNote)];
    }
    const made = {
      ...factsOf(cell, table),
      seeds: cell.experiment.student.seeds,
      test: null,
      measured,
    };
    if (cell.row.isGold) {
      const { n } = measured;
      return [{ ...made, teacher: 'human', asked: n, kept: n, humanLabels: n }];
    }
    const { rows, humanLabels } = recipeOf(outcome.report!);
    return [{ ...made, asked: rows.asked, kept: rows.kept, humanLabels }];
  } catch (error) {
    if (!(error instanceof NoYield)) throw error;
    return [emptyCell(cell, error.message, table, onNote)];
  }
}
