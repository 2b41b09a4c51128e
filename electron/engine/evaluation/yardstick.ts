import type { Score } from '../../contract/report.ts';
import type { TrainedStudent } from '../training/trainStudent.ts';

/** A yardstick's scores and the steps that its time is counted from. */
export interface Yardstick {
  readonly variant: string;
  readonly humanLabels: number;
  readonly rows: number;
  readonly validation: Score | null;
  readonly test: Score | null;
  /** Of the first of its students, where the experiment asks for curves. */
  readonly curves?: NonNullable<TrainedStudent['curves']>;
  readonly steps: readonly string[];
}
