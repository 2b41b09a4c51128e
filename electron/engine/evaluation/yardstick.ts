import type { LearningCurves } from '../../contract/learningCurve.ts';
import type { LabelledSplit } from '../../contract/recipes/recipeData.ts';
import type { LabelSet, ReportEntry, Score, YardstickKind } from '../../contract/report.ts';
import type { RowUse, UseChoice } from '../../contract/rowUse.ts';
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
  /** Rows that the label gate left out. */
  readonly contradicted?: number;
  readonly validation: Score | null;
  readonly test: Score | null;
  /** Its students, one for each student seed, if it trained any. */
  readonly students?: readonly TrainedStudent[];
  /** How its rows are used beside the labels, and what chose that, if it was chosen. */
  readonly use?: RowUse;
  readonly choice?: UseChoice;
  /** What more labels and more rows would bring. */
  readonly curves?: LearningCurves;
  /** The share of the recipe's rows whose label a student of the labels gives them too. */
  readonly agreement?: number;
}

/** A student that says one label only has nothing to be compared. */
export const isTrained = ({ test }: Measured): boolean => test !== null && test.only === undefined;

/** The labels that a user has to train a student on: all but the test labels. */
export const LABELLED = { set: 'seed and validation', splits: ['seed', 'validation'] } as const;

/** The gold of a set of labels, each split separately. */
export function splitsOf(set: LabelSet): readonly LabelledSplit[] {
  return set === LABELLED.set ? LABELLED.splits : [set];
}

export interface Yardstick extends Measured {
  /** Ids of the steps that it used, to sum their seconds. */
  readonly steps: readonly number[];
}

/** Turns a yardstick into an entry of the report. */
export function yardstickEntry(yardstick: Yardstick, seconds: number): ReportEntry {
  const { kind, title, labels, rowsOf, humanLabels, rows, validation, test, students } = yardstick;
  // a comparison at equal sizes may have a recipe's own students, which its entry names
  const isOwn = kind === 'labelsAlone' || kind === 'labelsAndRows';
  const first = isOwn ? students?.[0] : undefined;
  const contradicted = yardstick.contradicted ?? 0;
  return {
    id: yardstickId(yardstick),
    title,
    recipe: null,
    yardstick: kind,
    rowsOf: rowsOf ?? null,
    labels: labels ?? null,
    round: 0,
    humanLabels,
    rows: {
      asked: rows + contradicted,
      generated: 0,
      dropped: contradicted > 0 ? { contradicted } : {},
      kept: rows,
    },
    emptyQueries: 0,
    validation,
    test,
    tokens: 0,
    seconds,
    ...(first?.folder ? { student: first.folder } : {}),
    ...(first?.curves ? { curves: first.curves } : {}),
    ...(yardstick.use ? { use: yardstick.use } : {}),
  };
}

/** The id of its entry in the report. */
export function yardstickId({ kind, rowsOf, labels }: Measured): string {
  return ['yardstick', kind, rowsOf ?? labels ?? []].flat().join('/');
}
