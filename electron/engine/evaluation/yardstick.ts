import type { LabelSet, ReportEntry, Score, YardstickKind } from '../../contract/report.ts';
import type { TrainedStudent } from '../training/trainStudent.ts';

/** What a yardstick scored. */
export interface Measured {
  readonly kind: YardstickKind;
  /** Its name in the report. */
  readonly title: string;
  /** The labels that it learned from. */
  readonly labels?: LabelSet;
  /** The recipe whose rows it learned from. */
  readonly rowsOf?: string;
  readonly humanLabels: number;
  readonly rows: number;
  readonly validation: Score | null;
  readonly test: Score | null;
  /** The curves of the first of its students, where the experiment asks for them. */
  readonly curves?: NonNullable<TrainedStudent['curves']>;
}

export interface Yardstick extends Measured {
  /** Ids of the steps that it used, for their seconds. */
  readonly steps: readonly number[];
}

/** A yardstick as an entry of the report. */
export function yardstickEntry(
  { kind, title, labels, rowsOf, humanLabels, rows, validation, test }: Yardstick,
  seconds: number,
): ReportEntry {
  return {
    id: ['yardstick', kind, rowsOf ?? labels ?? []].flat().join('/'),
    title,
    recipe: null,
    yardstick: kind,
    rowsOf: rowsOf ?? null,
    labels: labels ?? null,
    round: 0,
    humanLabels,
    rows: { asked: rows, generated: 0, dropped: {}, kept: rows },
    emptyQueries: 0,
    validation,
    test,
    tokens: 0,
    seconds,
  };
}
