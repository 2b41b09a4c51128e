import type { StudentGrid } from '../../contract/experiment.ts';
import type { GridSearch } from '../../contract/report.ts';
import type { GoldExample } from '../import/goldExample.ts';
import { gridPointKey } from '../journal/stepKey.ts';
import type { RunContext } from '../steps/context.ts';
import type { LabelledRow } from '../steps/labelledRow.ts';
import { gridPoints } from './gridPoints.ts';
import {
  scoreOf,
  type TrainedStudent,
  type TrainingOptions,
  trainStudent,
  trainStudents,
} from './trainStudent.ts';
import { withSettings } from './withSettings.ts';

/** A recipe's final students. */
interface FinalStudents {
  /** One for each of the experiment's student seeds. */
  readonly students: readonly TrainedStudent[];
  /** The human labels that they used: those behind the rows, and those that chose the settings. */
  readonly labels: readonly GoldExample[];
  /** Undefined if the experiment has no grid. */
  readonly grid?: GridSearch;
}

/**
 * Trains a recipe's final students on its kept rows. If the experiment has a grid, S3's tuning of
 * batch size, learning rate, weight decay and epochs (section 3.2.1) comes first: a student of one
 * seed is trained for each point, its epoch chosen on validation, and the best validation accuracy
 * decides the settings. Validation then also chooses the final students' epochs, and its labels
 * count as used by any recipe.
 * @param key of the phase `train`
 * @param made the recipe's `choose` without a grid, and the human labels that the rows were
 *   generated from or selected by
 */
export async function finalStudents(
  ctx: RunContext,
  key: string,
  rows: readonly LabelledRow[],
  made: Pick<TrainingOptions, 'choose'> & { readonly consumed: readonly GoldExample[] },
): Promise<FinalStudents> {
  const { choose, consumed } = made;
  const { grid } = ctx.student;
  if (!grid) {
    const students = await trainStudents(ctx, key, rows, { choose, test: true, keep: true });
    return { students, labels: consumed };
  }
  const search = await searchGrid(ctx, key, rows, grid);
  const best = withSettings(ctx, search.points[search.chosen]!.settings);
  return {
    students: await trainStudents(best, key, rows, { choose: 'best', test: true, keep: true }),
    labels: [...new Set([...consumed, ...ctx.gold.validation])],
    grid: search,
  };
}

async function searchGrid(
  ctx: RunContext,
  key: string,
  rows: readonly LabelledRow[],
  grid: StudentGrid,
): Promise<GridSearch> {
  const points: GridSearch['points'][number][] = [];
  for (const settings of gridPoints(grid)) {
    const student = await trainStudent(
      withSettings(ctx, settings),
      gridPointKey(key, settings),
      rows,
      { choose: 'best', test: false, keep: false },
    );
    const { accuracy } = scoreOf(ctx, [student], 'validation')!;
    points.push({ settings, epoch: student.chosenEpoch, accuracy });
  }
  const accuracies = points.map(({ accuracy }) => accuracy);
  return { points, chosen: accuracies.indexOf(Math.max(...accuracies)) };
}
