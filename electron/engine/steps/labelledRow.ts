import type { TextInput } from '../../../models/student/student.ts';

/** A share of each label of a task by its name, from 0 to 1, which sum to 1. */
export type LabelShares = Readonly<Record<string, number>>;

/** @param shares in the order of the labels */
export const namedShares = (labels: readonly string[], shares: readonly number[]): LabelShares =>
  Object.fromEntries(labels.map((label, i) => [label, shares[i]!]));

/** A row that a student is trained on or measured by. */
export interface LabelledRow {
  /** The first text of a pair, or the text that holds a question's answer. */
  readonly context?: string;
  readonly text: string;
  /** For a question, its answer. */
  readonly label: string;
  /** For a question, the offset of its answer in the context, in UTF-16 units. */
  readonly answerStart?: number;
  /** For a question, other answers that are also correct. */
  readonly otherAnswers?: readonly string[];
  /** Its weight in a training, beside others of weight 1; for labels only. */
  readonly weight?: number;
  /** What a student learns in the place of the label, by which it is scored; for labels only. */
  readonly shares?: LabelShares;
}

/**
 * A student's input: a text, or for a pair first the text and then its context, as in S3's code.
 */
export function studentInput({ context, text }: Omit<LabelledRow, 'label'>): TextInput {
  return context === undefined ? text : [text, context];
}
