/**
 * How a student learns from human labels and generated rows together. `rows` leaves the labels out, as
 * the papers do.
 */
export const rowUses = ['rows', 'mixed', 'rowsThenLabels', 'weighted'] as const;
export type RowUse = (typeof rowUses)[number];

/** What each of them does, after 'labels + rows of S3'. */
export const useWords: Readonly<Record<RowUse, string>> = {
  rows: 'rows without labels',
  mixed: 'mixed',
  rowsThenLabels: 'rows first',
  weighted: 'rows weighted by the labels',
};

/** One way to use rows, and how well it explains labels that were held out. */
export interface TriedUse {
  /** `labels` uses no rows. */
  readonly use: RowUse | 'labels';
  /** The weight of a row beside a label's 1, where all rows have the same. */
  readonly rowWeight?: number;
  /** The inverse of the penalty's strength that suits it best. */
  readonly strength: number;
  /** The mean log-likelihood of a held-out label; 0 is the best. */
  readonly logLikelihood: number;
  /** The share of held-out labels that were predicted, from 0 to 1. */
  readonly accuracy: number;
}

/** The choice among the ways to use a recipe's rows, by cross-validation over the labels. */
export interface UseChoice {
  readonly folds: number;
  /** The first is the labels alone. */
  readonly tried: readonly TriedUse[];
  /** The index of the best that uses rows. */
  readonly best: number;
  /** By how much its mean log-likelihood exceeds that of the labels alone, and its standard error. */
  readonly gain: number;
  readonly standardError: number;
}

/** Whether the held-out labels speak for the rows: a gain of more than its standard error. */
export const speaksForRows = ({ gain, standardError }: UseChoice): boolean => gain > standardError;
