import type { TextInput } from '../../../models/student/student.ts';

/** A row as a student learns it or is measured by it. */
export interface LabelledRow {
  /** Of a pair, the first text; of a question, the text that has its answer. */
  readonly context?: string;
  readonly text: string;
  /** Of a question, its answer. */
  readonly label: string;
  /** Of a question, where its answer begins in the context, in UTF-16 units. */
  readonly answerStart?: number;
  /** Of a question, further answers that are right too. */
  readonly otherAnswers?: readonly string[];
}

/** What a student reads: a text, or of a pair first the text and then its context, as S3's code does. */
export function studentInput({ context, text }: Omit<LabelledRow, 'label'>): TextInput {
  return context === undefined ? text : [text, context];
}
