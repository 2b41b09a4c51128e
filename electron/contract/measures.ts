import type { Figure, FigureUnit } from './figure.ts';

/** What is measured of rows themselves, beside the accuracy of the students that they train. */
export const measureNames = [
  'coverage',
  'labels',
  'dataMap',
  'diversity',
  'entities',
  'mauve',
  'copies',
  'agreement',
] as const;
export type MeasureName = (typeof measureNames)[number];

export interface MeasureColumn {
  readonly title: string;
  readonly unit: FigureUnit;
  /** Its title where recipes are shown side by side, if it is a main figure of its measure. */
  readonly atAGlance?: string;
}

/** The figures of one list of texts: a recipe's rows, gold, or two reviewers. */
export interface MeasureLine {
  readonly title: string;
  /** Number of texts that were measured. */
  readonly n: number;
  /** One for each column. */
  readonly figures: readonly Figure[];
  /** Whose labels are compared, by their names. An exported report numbers them in the title's place. */
  readonly raters?: readonly string[];
}

/** Rows that a person should look at, by their ids in Review, the most urgent first. */
export interface Worklist {
  readonly title: string;
  /** Why these rows, and what to do with them. */
  readonly advice: string;
  readonly rows: readonly number[];
}

/** What would help, where rows are missing rather than wrong. */
export interface MissingRows {
  /** What is missing: '34 of your texts have no row near them'. */
  readonly what: string;
  /** The page on which it is mended, and the words of its link. */
  readonly page: 'run' | 'label';
  readonly action: string;
}

/** A picture of texts as points, in groups. */
export interface MapPicture {
  /** The meaning of the axes; null if only nearness means something. */
  readonly axes: readonly [string, string] | null;
  /** Names of the groups: recipes, gold, passages. */
  readonly groups: readonly string[];
  /** Index of each point's group. */
  readonly group: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** A text's place in a picture of all of them. */
export interface MapPoints extends MapPicture {
  /** The row's id in Review; null for a text that is no row. */
  readonly row: readonly (number | null)[];
}

/** One measure of a project's rows, as it was last computed. */
export interface MeasurePanel {
  readonly name: MeasureName;
  readonly title: string;
  /** What the figures say, what they do not say, and what to do about them. */
  readonly tells: string;
  readonly doesNotTell: string;
  readonly whatToDo: string;
  /** Tokenizer, encoder, sample and seed. */
  readonly madeWith: string;
  readonly columns: readonly MeasureColumn[];
  readonly lines: readonly MeasureLine[];
  readonly notes: readonly string[];
  readonly worklists: readonly Worklist[];
  readonly missing: readonly MissingRows[];
  /** Whether `measures.map` has a picture of it. */
  readonly hasMap: boolean;
}

/** A list of texts that is there to be measured. */
export interface MeasuredSet {
  readonly title: string;
  readonly n: number;
  /**
   * For a recipe's rows, the share of test labels that the last student trained on them finds; undefined
   * for other texts.
   */
  readonly onTest?: Figure;
}

/** All measures of a project's rows. */
export interface MeasuresPage {
  readonly sets: readonly MeasuredSet[];
  readonly panels: readonly MeasurePanel[];
  /** The measures whose texts have changed since, or that were never made. */
  readonly outdated: readonly MeasureName[];
}

/**
 * Why figures are missing, each reason once: `Not defined for S3 and 2 more, because …`. A reason that
 * holds for all lines names none of them.
 */
export function missingFigures({ lines }: Pick<MeasurePanel, 'lines'>): string[] {
  const reasons = lines.flatMap(({ title, figures }) =>
    figures.flatMap((figure) =>
      'undefinedBecause' in figure ? [{ title, reason: figure.undefinedBecause }] : [],
    ),
  );
  return [...Map.groupBy(reasons, ({ reason }) => reason)].map(([reason, all]) => {
    const titles = [...new Set(all.map(({ title }) => title))];
    const [first, ...others] = titles;
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    const whom = titles.length === lines.length ? '' : ` for ${first}${more}`;
    return `– is not defined${whom}, because ${reason}.`;
  });
}
