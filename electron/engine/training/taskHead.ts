import type {
  ClassifierSettings,
  EpochRecord,
  ModelFiles,
  SpanSettings,
  Temperature,
} from '../../../models/student/student.ts';
import type { StudentSettings } from '../../contract/experiment.ts';
import type { Score } from '../../contract/report.ts';
import type { Hosts } from '../runtime/hosts.ts';
import type { LabelledRow } from '../steps/labelledRow.ts';

/** A training, and the texts that the finished student then predicts. */
export interface StudentRequest {
  readonly base: ModelFiles;
  readonly train: readonly LabelledRow[];
  /** If given, the student learns from these before `train`; for labels only. */
  readonly first?: { readonly train: readonly LabelledRow[]; readonly checkpoints: string };
  /** Chooses the epoch; empty if the last one counts. */
  readonly validation: readonly LabelledRow[];
  /** If given, the accuracy on the training rows and on these is reported after each epoch; for labels only. */
  readonly watched?: readonly LabelledRow[];
  readonly predict: readonly Omit<LabelledRow, 'label'>[];
  readonly student: StudentSettings;
  readonly choose: 'best' | 'last';
  readonly stream: readonly (string | number)[];
  readonly checkpoints: string;
  /** The folder to keep the student in; without it only its predictions are kept. */
  readonly saveTo: string | undefined;
}

export interface StudentAnswer {
  readonly chosenEpoch: number;
  readonly history: readonly EpochRecord[];
  readonly temperature?: Temperature;
  /** A label, or the text of an answer, for each row of `predict`. */
  readonly predicted: readonly string[];
  /** The probability of each predicted label, from 0 to 1; none for answers. */
  readonly confidences?: readonly number[];
}

/** The parts of training and scoring students that depend on the kind of task. */
export interface TaskHead {
  /** @throws BadInput naming the training if a student could learn nothing from these rows */
  requireRows(rows: readonly LabelledRow[], key: string): void;
  /** The settings of an experiment's student as its process takes them; part of a step's inputs. */
  settings(
    student: StudentSettings,
    choose: 'best' | 'last',
    rows: number,
  ): ClassifierSettings | SpanSettings;
  /** A row as it appears in a step's inputs. */
  named(row: LabelledRow): unknown;
  train(host: Hosts['student'], request: StudentRequest): Promise<StudentAnswer>;
  /**
   * @param lowF1 for questions: an answer with an F1 of this or more is not an error; 1 requires
   *   exact matches
   */
  isRight(predicted: string, row: LabelledRow, lowF1?: number): boolean;
  /**
   * The label that all of several texts are given although they have more than one; always null for
   * questions.
   */
  only(predicted: readonly string[], rows: readonly LabelledRow[]): string | null;
  score(predicted: readonly string[], rows: readonly LabelledRow[]): Score;
}
