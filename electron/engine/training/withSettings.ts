import type { GridSearch } from '../../contract/report.ts';
import type { RunContext } from '../steps/context.ts';
import type { GridPoint } from './gridPoints.ts';

/** The laboratory with some of its students' settings in the place of the experiment's own. */
export function withSettings(ctx: RunContext, settings: GridPoint): RunContext {
  return { ...ctx, student: { ...ctx.student, ...settings } };
}

/**
 * The laboratory for further students of a recipe's rows: with the settings that a grid chose for the
 * recipe's own, so that they differ from those in the rows alone. Nobody looks at their curves.
 */
export function tunedAs({ grid }: { readonly grid?: GridSearch }, ctx: RunContext): RunContext {
  const plain: RunContext = { ...ctx, student: { ...ctx.student, curves: 'off' } };
  return grid ? withSettings(plain, grid.points[grid.chosen]!.settings) : plain;
}
