import type { TextInput } from '../../../models/student/student.ts';

/** A row as a student learns it or is measured by it. */
export interface LabelledRow {
  /** The first text of a pair, or the text that holds a question's answer. */
  readonly context?: string;
  readonly text: string;
  /** For a question, its answer. */
  readonly label: string;
  /** For a question, the offset of its answer in the context, in UTF-16 units. */
  readonly answerStart?: number;
  /** For a question, further answers that are right too. */
  readonly otherAnswers?: readonly string[];
}

/** What a student reads: a text, or of a pair first the text and then its context, as S3's code does. */
export function studentInput({ context, text }: Omit<LabelledRow, 'label'>): TextInput {
  return context === undefined ? text : [text, context];
}
