import {
  classify,
  fitLogisticRegression,
  type LinearClassifier,
} from '../../../models/student/logisticRegression.ts';
import { type Featured, type FeaturedRow, foldsOf } from './chooseUse.ts';

/** The label that each of two judges who did not write a row gives it. */
export interface RowJudgement<Label> {
  /** Of a student of the labels that the row was not written from. */
  readonly byLabels: Label;
  /** Of the calibrated teacher, who is only shown the text. */
  readonly byTeacher: Label;
}

/** The inverse of the penalty's strength, for embeddings of length 1. */
const STRENGTH = 10;

/**
 * The label gate: the index of each row's label as a logistic regression of the labels and as the teacher see it. A
 * row that was written from a label is judged by a regression that did not see that label's fold. Ours.
 * @param teacher for each row, the index of the label that the teacher gives it
 * @param classes number of labels
 * @param stream decides the folds
 */
export function judgeRows(
  labels: readonly Featured[],
  rows: readonly FeaturedRow[],
  teacher: readonly number[],
  classes: number,
  stream: readonly (string | number)[],
): RowJudgement<number>[] {
  const folds = foldsOf(labels, classes, stream);
  const known = new Map<number | null, LinearClassifier>();
  const without = (fold: number | null): LinearClassifier => {
    const seen = labels.filter((_, i) => fold === null || folds?.foldOf[i] !== fold);
    const model =
      known.get(fold) ??
      fitLogisticRegression(
        seen.map(({ features }) => features),
        seen.map(({ label }) => label),
        classes,
        { C: STRENGTH },
      );
    known.set(fold, model);
    return model;
  };
  return rows.map(({ features, parents }, i) => {
    const [parent] = parents;
    const fold = parent === undefined ? null : (folds?.foldOf[parent] ?? null);
    return { byLabels: classify(without(fold), features), byTeacher: teacher[i]! };
  });
}

/** A row that both contradict is not learned from beside the labels. */
export const isContradicted = <Label>(
  label: Label,
  { byLabels, byTeacher }: RowJudgement<Label>,
): boolean => byLabels !== label && byTeacher !== label;
