/** One split's scores of one student. */
export interface Score {
  readonly n: number;
  /**
   * Share of right labels, of questions of exact matches, from 0 to 1; the mean where there are several
   * student seeds.
   */
  readonly accuracy: number;
  /** 95% interval of the accuracy: Wilson's, for n texts. */
  readonly ci95: readonly [number, number];
  /** Macro-averaged F1 over the labels; for questions, the mean F1 of the words of the answers. */
  readonly f1: number;
  /** For questions, the 95% interval of their mean F1, by its standard error. */
  readonly f1Ci95?: readonly [number, number];
  /** Standard deviation of the accuracy over student seeds, where there are several. */
  readonly deviation?: number;
  /** Those of the student seeds, in their order, where there are several. */
  readonly each?: readonly Score[];
}

/** Human labels that a recipe may have learned from. */
export type LabelSet = 'seed' | 'validation' | 'seed and validation';

/** What a recipe is compared with, or a part of what it wrote. */
export type YardstickKind =
  /** The most frequent label of the test texts. */
  | 'majority'
  /** The teacher itself, as a classifier or asked for answers. */
  | 'teacher'
  /** A student, or a logistic regression on the frozen encoder, that learned from labels alone. */
  | 'labelsAlone'
  | 'frozenEncoder'
  /** A student that learned from labels and a recipe's rows. */
  | 'labelsAndRows'
  /** A student that learned from a part of a recipe's rows. */
  | 'equalRows'
  | 'equalTokens'
  | 'dataMap';

/** One line of the report: a round of a recipe, or a yardstick. */
export interface ReportEntry {
  /** Unique in its report: 's3/1', 'yardstick/labelsAlone/seed'. */
  readonly id: string;
  /** For people: 'S3 after round 1'. Nothing is read from it. */
  readonly title: string;
  /** The recipe's id; null for a yardstick. */
  readonly recipe: string | null;
  /** Null for a recipe. */
  readonly yardstick: YardstickKind | null;
  /** The recipe whose rows a yardstick learned from. */
  readonly rowsOf: string | null;
  /** The labels that a yardstick learned from, where it learned from labels. */
  readonly labels: LabelSet | null;
  readonly round: number;
  /** Labels that people gave and that this entry used, test labels left out. */
  readonly humanLabels: number;
  readonly rows: {
    readonly asked: number;
    readonly generated: number;
    readonly dropped: Readonly<Record<string, number>>;
    readonly kept: number;
  };
  /** Queries without a single usable passage. */
  readonly emptyQueries: number;
  readonly validation: Score | null;
  readonly test: Score | null;
  /** Tokens that the teacher wrote; like rows and seconds, of all rounds so far. */
  readonly tokens: number;
  /** Wall time of the steps, those that earlier runs made included. */
  readonly seconds: number;
}

/** How the settings of a recipe's final students were chosen on validation. */
export interface GridSearch {
  /** In the order in which they were tried. */
  readonly points: readonly {
    /** By their names in the experiment; what is not here is the experiment's own. */
    readonly settings: Readonly<Record<string, number>>;
    readonly epoch: number;
    /** On validation, at that epoch; of questions the share of exact matches. */
    readonly accuracy: number;
  }[];
  /** Which point won: the first of the highest accuracy. */
  readonly chosen: number;
}

export interface Report {
  readonly verdict: string;
  /** What the scores are called where they are not accuracy and macro-F1. */
  readonly measures?: { readonly accuracy: string; readonly f1: string };
  readonly entries: readonly ReportEntry[];
  /** Weights of a student. */
  readonly parameters?: number;
  /** The grid searches of the recipes that had one. */
  readonly grids?: readonly (Pick<ReportEntry, 'id'> & GridSearch)[];
  readonly phases: readonly { readonly phase: string; readonly seconds: number }[];
  readonly facts: readonly string[];
}
