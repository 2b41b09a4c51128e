import type { LearningCurves } from './learningCurve.ts';
import type { RowUse, UseChoice } from './rowUse.ts';
import type { RunTiming } from './runTiming.ts';

/** One student's scores on one split. */
export interface Score {
  readonly n: number;
  /**
   * Share of correct labels (exact matches for questions), from 0 to 1; the mean if there are
   * several student seeds.
   */
  readonly accuracy: number;
  /** 95% interval of the accuracy: Wilson's, for n texts. */
  readonly ci95: readonly [number, number];
  /** Macro-averaged F1 over the labels; for questions, the mean word F1 of the answers. */
  readonly f1: number;
  /** For questions, the 95% interval of the mean F1, from its standard error. */
  readonly f1Ci95?: readonly [number, number];
  /**
   * The label that every prediction has, although the texts have several: whoever says only this was
   * not trained, or not asked well.
   */
  readonly only?: string;
  /** Standard deviation of the accuracy over student seeds, if there are several. */
  readonly deviation?: number;
  /** The accuracies of the student seeds, in their order, if there are several. */
  readonly each?: readonly Score[];
}

/** A student's accuracies after each epoch, from 0 to 1 (S3 Figure 1). */
export interface TrainingCurves {
  /** On the texts that it learned from, without dropout. */
  readonly training: readonly number[];
  readonly test: readonly number[];
}

/**
 * How much the results of the queries overlap: the numbers behind SynthesizRR's Figure 6, a
 * histogram.
 */
export interface RetrievalCounts {
  readonly queries: number;
  /** Places in the queries' top 50, which is the largest possible number of passages. */
  readonly places: number;
  /** Distinct passages among them. */
  readonly passages: number;
  /** Number of passages by the number of queries that find them. */
  readonly byQueries: { readonly one: number; readonly twoToFive: number; readonly more: number };
  /** Number of queries that find the most frequent passage. */
  readonly most: number;
}

/** Human labels that a recipe may have learned from. */
export type LabelSet = 'seed' | 'validation' | 'seed and validation';

/** A baseline for a recipe, or a part of the rows that it wrote. */
export type YardstickKind =
  /** The most frequent label of the test texts. */
  | 'majority'
  /** The teacher itself, as a classifier or by its answers. */
  | 'teacher'
  /** The teacher as a classifier that is not calibrated. */
  | 'teacherUncalibrated'
  /** A student, or a logistic regression on the frozen encoder, trained on labels alone. */
  | 'labelsAlone'
  | 'frozenEncoder'
  /** A student trained on labels and a recipe's rows. */
  | 'labelsAndRows'
  /** A student trained on a part of a recipe's rows. */
  | 'equalRows'
  | 'equalTokens'
  | 'dataMap';

/** One line of the report: a round of a recipe, or a yardstick. */
export interface ReportEntry {
  /** Unique in its report: 's3/1', 'yardstick/labelsAlone/seed'. */
  readonly id: string;
  /** The display name: 'S3 after round 1'. It is never parsed. */
  readonly title: string;
  /** The recipe's id; null for a yardstick. */
  readonly recipe: string | null;
  /** Null for a recipe. */
  readonly yardstick: YardstickKind | null;
  /** The recipe whose rows a yardstick was trained on. */
  readonly rowsOf: string | null;
  /** The labels that a yardstick was trained on, if any. */
  readonly labels: LabelSet | null;
  readonly round: number;
  /** Human labels that this entry used, test labels excluded. */
  readonly humanLabels: number;
  readonly rows: {
    readonly asked: number;
    readonly generated: number;
    readonly dropped: Readonly<Record<string, number>>;
    readonly kept: number;
  };
  /** Queries without any usable passage. */
  readonly emptyQueries: number;
  readonly validation: Score | null;
  readonly test: Score | null;
  /** Tokens that the teacher wrote; like rows and seconds, summed over all rounds so far. */
  readonly tokens: number;
  /** Wall time of the steps, including those that earlier runs made. */
  readonly seconds: number;
  /** For a yardstick whose student is kept: the student's folder in the project. */
  readonly student?: string;
  /** How a student of labels and rows uses the rows. */
  readonly use?: RowUse;
  /** How the first of its final students learned, if the experiment asks for curves. */
  readonly curves?: TrainingCurves;
  /** How much the results of a recipe's queries overlapped, if it used retrieval. */
  readonly retrieved?: RetrievalCounts;
}

/**
 * Whether rows pay: the student of all labels beside the student of labels and rows, on the same test
 * texts. The recipe is the one whose rows explain held-out labels best; the test texts do not choose it.
 */
export interface Comparison {
  /** Entries of the report. */
  readonly labels: string;
  readonly rows: string;
  /** Number of test texts. */
  readonly n: number;
  /** Accuracy with rows minus that without, from -1 to 1, and its 95% interval. */
  readonly difference: number;
  readonly ci95: readonly [number, number];
  /** The entry whose student is kept: that with rows only if the interval is above 0. */
  readonly kept: string;
  /** Undefined if the experiment said how rows are used, or the labels are too few to hold some out. */
  readonly choice?: UseChoice;
  /** What more labels and more rows would bring; undefined if too few labels can be held out. */
  readonly curves?: LearningCurves;
  /** The share of the rows whose label a student of the labels gives them too, if they were judged. */
  readonly agreement?: number;
}

/** How the settings of a recipe's final students were chosen on validation. */
export interface GridSearch {
  /** In the order in which they were tried. */
  readonly points: readonly {
    /** By their names in the experiment; settings not listed here are the experiment's own. */
    readonly settings: Readonly<Record<string, number>>;
    readonly epoch: number;
    /** Validation accuracy at that epoch; for questions, the share of exact matches. */
    readonly accuracy: number;
  }[];
  /** The index of the winning point: the first with the highest accuracy. */
  readonly chosen: number;
}

/** Rows of a recipe that are copies of test texts. */
export interface Leak {
  /** The recipe's display name. */
  readonly rowsOf: string;
  readonly rows: number;
}

export interface Report {
  readonly verdict: string;
  /** Undefined if no row copies a test text; otherwise the test measures nothing, and nothing is compared. */
  readonly leaks?: readonly Leak[];
  /** Undefined if there are no test texts. */
  readonly comparison?: Comparison;
  /** The names of the scores if they are not accuracy and macro-F1. */
  readonly measures?: { readonly accuracy: string; readonly f1: string };
  readonly entries: readonly ReportEntry[];
  /** Number of weights of a student. */
  readonly parameters?: number;
  /** The grid searches, for the recipes that had one. */
  readonly grids?: readonly (Pick<ReportEntry, 'id'> & GridSearch)[];
  readonly phases: readonly { readonly phase: string; readonly seconds: number }[];
  /** Undefined if no estimate was made before the run. */
  readonly timing?: RunTiming;
  readonly facts: readonly string[];
}
