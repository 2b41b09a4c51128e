import type { StudentGrid } from '../../contract/experiment.ts';

/** A combination of a grid's settings: `{ batch: 8, learningRate: 5e-5 }`. */
export type GridPoint = Readonly<Partial<Record<keyof StudentGrid, number>>>;

/** All combinations of a grid's values, in the order of its lists; the last list varies fastest. */
export function gridPoints(grid: StudentGrid): GridPoint[] {
  let points: GridPoint[] = [{}];
  for (const [setting, values = []] of Object.entries(grid)) {
    points = points.flatMap((point) => values.map((value) => ({ ...point, [setting]: value })));
  }
  return points;
}
