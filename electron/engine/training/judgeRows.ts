import {
  classify,
  fitLogisticRegression,
  type LinearClassifier,
} from '../../../models/student/logisticRegression.ts';
import { type Featured, type FeaturedRow, foldsOf, MIDDLE_STRENGTH } from './chooseUse.ts';

/** The label that each of two judges who did not write a row gives it. */
export interface RowJudgement<Label> {
  /** The label by a student of the labels that the row was not written from. */
  readonly byLabels: Label;
  /** The label by the calibrated teacher, who is only shown the text. */
  readonly byTeacher: Label;
}

/**
 * The label gate: the label that each row gets from a logistic regression of the labels and from the
 * teacher. A row that was written from labels is judged by a regression that did not see their folds.
 * Ours.
 * @param teacher for each row, the index of the label that the teacher gives it
 * @param classes number of labels
 * @param stream decides the folds
 * @returns indices of labels; where no label has the row's class, which a regression could not name,
 *   the row's own
 */
export function judgeRows(
  labels: readonly Featured[],
  rows: readonly FeaturedRow[],
  teacher: readonly number[],
  classes: number,
  stream: readonly (string | number)[],
): RowJudgement<number>[] {
  const folds = foldsOf(labels, classes, stream);
  const classesKnown = new Set(labels.map(({ label }) => label));
  const fitted = new Map<string, LinearClassifier>();
  const without = (held: ReadonlySet<number>): LinearClassifier => {
    const name = [...held].toSorted().join();
    const seen = labels.filter((_, i) => !held.has(folds?.foldOf[i] ?? -1));
    const model =
      fitted.get(name) ??
      fitLogisticRegression(
        seen.map(({ features }) => features),
        seen.map(({ label }) => label),
        classes,
        { C: MIDDLE_STRENGTH },
      );
    fitted.set(name, model);
    return model;
  };
  return rows.map(({ features, label, parents }, i) => {
    const held = new Set(parents.flatMap((parent) => folds?.foldOf[parent] ?? []));
    const byLabels = classesKnown.has(label) ? classify(without(held), features) : label;
    return { byLabels, byTeacher: teacher[i]! };
  });
}

/** A row that both contradict is not learned from beside the labels. */
export const isContradicted = <Label>(
  label: Label,
  { byLabels, byTeacher }: RowJudgement<Label>,
): boolean => byLabels !== label && byTeacher !== label;
