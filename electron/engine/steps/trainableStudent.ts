import type { StudentSettings } from '../../contract/experiment.ts';

/** The settings of students whose method and pooling are known. */
export type TrainableStudent = StudentSettings & {
  readonly method: Method;
  readonly pooling: Pooling;
  /** The inverse of a head's penalty, if it is known already. */
  readonly strength?: number;
  /** What decided the method, if both were compared. */
  readonly compared?: MethodAccuracies;
};

/** How a student is trained, once `auto` is decided. */
export type Method = Exclude<StudentSettings['method'], 'auto'>;

/** What a fine-tuned student's head reads, once `auto` is decided. */
export type Pooling = Exclude<StudentSettings['pooling'], 'auto'>;

/** Each method's share of held-out labels that it predicts, from 0 to 1. */
export type MethodAccuracies = Readonly<Record<Method, number>>;
