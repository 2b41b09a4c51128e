import type { Laboratory } from '../steps/context.ts';
import type { GridPoint } from './gridPoints.ts';

/** The laboratory with some of its students' settings in the place of the experiment's own. */
export function withSettings(lab: Laboratory, settings: GridPoint): Laboratory {
  return { ...lab, student: { ...lab.student, ...settings } };
}
