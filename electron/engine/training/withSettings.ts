import type { GridSearch } from '../../contract/report.ts';
import type { RunContext } from '../steps/context.ts';
import type { GridPoint } from './gridPoints.ts';

/** A copy of the run context with some of its students' settings replaced. */
export function withSettings(ctx: RunContext, settings: GridPoint): RunContext {
  return { ...ctx, student: { ...ctx.student, ...settings } };
}

/**
 * The run context for further students of a recipe's rows: they use the settings that a grid chose
 * for the recipe's own student, so that only the rows differ. Their curves are not recorded.
 */
export function tunedAs({ grid }: { readonly grid?: GridSearch }, ctx: RunContext): RunContext {
  const plain: RunContext = { ...ctx, student: { ...ctx.student, curves: 'off' } };
  return grid ? withSettings(plain, grid.points[grid.chosen]!.settings) : plain;
}
