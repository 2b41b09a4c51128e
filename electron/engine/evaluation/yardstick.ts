import type { LabelSet, ReportEntry, Score, YardstickKind } from '../../contract/report.ts';
import type { TrainedStudent } from '../training/trainStudent.ts';

/** The scores of a yardstick. */
export interface Measured {
  readonly kind: YardstickKind;
  /** Its name in the report. */
  readonly title: string;
  /** The labels that it was trained on. */
  readonly labels?: LabelSet;
  /** The recipe whose rows it was trained on. */
  readonly rowsOf?: string;
  readonly humanLabels: number;
  readonly rows: number;
  readonly validation: Score | null;
  readonly test: Score | null;
  /** The curves of its first student, if the experiment asks for them. */
  readonly curves?: NonNullable<TrainedStudent['curves']>;
}

export interface Yardstick extends Measured {
  /** Ids of the steps that it used, to sum their seconds. */
  readonly steps: readonly number[];
}

/** Turns a yardstick into an entry of the report. */
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
