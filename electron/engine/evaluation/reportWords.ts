import type { Report } from '../../contract/report.ts';
import type { TaskKind } from '../../contract/taskKinds.ts';

/** The terms that a report uses for a kind of task. */
export interface ReportWords {
  /** The names of the scores, if they are not accuracy and macro-F1. */
  readonly measures?: NonNullable<Report['measures']>;
  /** What '69 of 100' counts. */
  readonly counted: string;
  /** Explains the scores and their intervals. */
  readonly scores: string;
}

const LABELS: ReportWords = {
  counted: 'test texts right',
  scores: 'Intervals: Wilson, 95%, of the accuracy on n texts.',
};

const ANSWERS: ReportWords = {
  measures: { accuracy: 'exact match', f1: 'F1' },
  counted: 'test questions answered exactly',
  scores:
    "Scores: SQuAD's exact match, and F1 of the words, with the best of a question's answers. " +
    "Intervals, 95%, on n questions: Wilson's of the matches, of F1 by the standard error of its mean.",
};

export function reportWords(kind: TaskKind): ReportWords {
  return kind === 'extractive-qa' ? ANSWERS : LABELS;
}
