import type { Score } from '../../contract/report.ts';

/** A yardstick's scores and the steps that its time is counted from. */
export interface Yardstick {
  readonly variant: string;
  readonly humanLabels: number;
  readonly rows: number;
  readonly validation: Score | null;
  readonly test: Score | null;
  readonly steps: readonly string[];
}
