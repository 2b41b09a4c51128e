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
  /** Of questions, the mean F1 of the words of the answers. */
  readonly macroF1: number;
  /** Of questions, the 95% interval of their mean F1, by its standard error. */
  readonly f1Ci95?: readonly [number, number];
  /** Standard deviation of the accuracy over student seeds, where there are several. */
  readonly deviation?: number;
  /** Those of the student seeds, in their order, where there are several. */
  readonly each?: readonly Score[];
}

/** One line of the report: a round of a recipe, or a yardstick. */
export interface ReportEntry {
  /** A recipe's kind, or 'yardstick'. */
  readonly recipe: string;
  readonly variant: string;
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
  /** Of the recipes whose students a grid was tried for. */
  readonly grids?: readonly (Pick<ReportEntry, 'recipe' | 'variant'> & GridSearch)[];
  readonly phases: readonly { readonly phase: string; readonly seconds: number }[];
  readonly facts: readonly string[];
}
