import { setImmediate } from 'node:timers/promises';
import {
  classify,
  type Fit,
  fitLogisticRegression,
  HELD_OUT_TOLERANCE,
  type LinearClassifier,
  logLikelihood,
  stratifiedFolds,
} from '../../../models/student/logisticRegression.ts';
import type { TriedUse, UseChoice } from '../../contract/rowUse.ts';
import { mean } from '../measures/mean.ts';

/** A label or a row, by its features from the frozen encoder. */
export interface Featured {
  readonly features: ArrayLike<number>;
  /** The index of its label. */
  readonly label: number;
}

export interface FeaturedRow extends Featured {
  /** Indices of the labels that it was written from. */
  readonly parents: readonly number[];
  /** The index of the label that the teacher gives it; undefined without a label gate. */
  readonly teacher?: number;
}

/** A part of the labels, and the rows that may be used beside it. */
interface Data {
  readonly labels: readonly Featured[];
  readonly rows: readonly FeaturedRow[];
  readonly classes: number;
  /** How likely a classifier of the rows finds the label of each: its logarithm. */
  readonly byRows: readonly number[];
}

/** A regression's penalty, and a classifier that is near its minimum. */
interface Search {
  readonly C: number;
  readonly start: LinearClassifier | undefined;
}

/** A way to use rows, as it is fitted to a part of the labels. */
interface Way {
  readonly use: TriedUse['use'];
  readonly rowWeight?: number;
  readonly fit: (data: Data, search: Search) => LinearClassifier;
}

const FOLDS = 5;
/** The inverse of the penalty's strength, to choose from, for embeddings of length 1. */
const STRENGTHS = [1, 10, 100];
/** The strength for the gate and for the weights, where no likelihood chooses one. */
export const MIDDLE_STRENGTH = 10;
/** Weights of a row to choose from when labels and rows are mixed; ours. */
const ROW_WEIGHTS = [1, 0.3, 0.1];
/** The largest weight of a row; without a limit a few rows would count for all. */
const LARGEST_WEIGHT = 2;

/** The regression of examples by their features, as exact as held-out likelihoods need it. */
export const regress = (rows: readonly Featured[], classes: number, options: Fit) =>
  fitLogisticRegression(
    rows.map(({ features }) => features),
    rows.map(({ label }) => label),
    classes,
    { tolerance: HELD_OUT_TOLERANCE, ...options },
  );

/** Labels, each of weight 1, and rows. */
const fitBoth = ({ labels, rows, classes }: Data, search: Search, weights: readonly number[]) =>
  regress([...labels, ...rows], classes, {
    ...search,
    rowWeights: [...labels.map(() => 1), ...weights],
  });

const WAYS: readonly Way[] = [
  { use: 'labels', fit: ({ labels, classes }, search) => regress(labels, classes, search) },
  { use: 'rows', fit: ({ rows, classes }, search) => regress(rows, classes, search) },
  ...ROW_WEIGHTS.map(
    (rowWeight): Way => ({
      use: 'mixed',
      rowWeight,
      fit: (data, search) => {
        const weights = data.rows.map(() => rowWeight);
        return fitBoth(data, search, weights);
      },
    }),
  ),
  {
    use: 'rowsThenLabels',
    fit: ({ labels, rows, classes }, { C, start }) =>
      regress(labels, classes, { C, around: regress(rows, classes, { C, start }) }),
  },
  {
    use: 'weighted',
    fit: (data, search) => fitBoth(data, search, importanceWeights(data, search.C)),
  },
];

/**
 * Chooses how to use rows beside labels: the way with the highest log-likelihood of labels that were
 * held out, in cross-validation over up to five folds with equal shares of each label. Logistic
 * regressions on the frozen encoder stand for the students, which would take hours; each way has its
 * own best penalty. Rows weighted by the labels are preferred within one standard error of the best,
 * because they were the most accurate on real rows (docs/results.md). A row that was written from a held-out label is left out with it, and the label
 * gate is held again in each fold, by a regression of the other folds: a gate that had seen the
 * held-out labels would leave only rows that agree with them. Ours.
 * @param classes number of labels
 * @param stream decides the folds
 * @returns null if nothing can be held out: no label has two examples, or all rows were written from
 *   labels of one fold
 */
export async function chooseUse(
  labels: readonly Featured[],
  rows: readonly FeaturedRow[],
  classes: number,
  stream: readonly (string | number)[],
): Promise<UseChoice | null> {
  const folds = foldsOf(labels, classes, stream);
  if (!folds) return null;
  const tests = await heldOutTests(labels, rows, classes, folds);
  if (!tests) return null;
  // each way at its best penalty
  const best = tests.map(
    (byStrength) => byStrength[indexOfMost(byStrength.map(({ logs }) => mean(logs)))]!,
  );
  const tried = best.map(({ way: { use, rowWeight }, strength, logs, hits }): TriedUse => {
    const weight = rowWeight === undefined ? {} : { rowWeight };
    return { use, ...weight, strength, logLikelihood: mean(logs), accuracy: mean(hits) };
  });
  const highest = 1 + indexOfMost(tried.slice(1).map(({ logLikelihood }) => logLikelihood));
  const weighted = tried.findIndex(({ use }) => use === 'weighted');
  const lead = pairedGain(best[highest]!.logs, best[weighted]!.logs);
  const chosen = lead.gain > lead.standardError ? highest : weighted;
  return {
    folds: folds.count,
    tried,
    best: chosen,
    ...pairedGain(best[chosen]!.logs, best[0]!.logs),
  };
}

/** A way with one penalty, tested on every label that some fold held out, in their order. */
interface HeldOutTest {
  readonly way: Way;
  readonly strength: number;
  /** The log-likelihood of each label, and whether it was predicted: 1 or 0. */
  readonly logs: readonly number[];
  readonly hits: readonly number[];
}

/**
 * @returns by way, then by penalty
 */
async function heldOutTests(
  labels: readonly Featured[],
  rows: readonly FeaturedRow[],
  classes: number,
  { count, foldOf }: Folds,
): Promise<HeldOutTest[][] | null> {
  const tests = WAYS.map((way) =>
    STRENGTHS.map((strength) => ({ way, strength, logs: [] as number[], hits: [] as number[] })),
  );
  for (let fold = 0; fold < count; fold++) {
    const seen = labels.filter((_, i) => foldOf[i] !== fold);
    const held = labels.filter((_, i) => foldOf[i] === fold);
    const own = rows.filter(({ parents }) => parents.every((parent) => foldOf[parent] !== fold));
    const passed = passing(own, seen, classes);
    if (passed.length === 0) return null;
    const byRows = likelihoodsByRows(passed, classes);
    const data = { labels: seen, rows: passed, classes, byRows };
    for (const byStrength of tests) {
      let start: LinearClassifier | undefined;
      for (const { way, strength, logs, hits } of byStrength) {
        const model = way.fit(data, { C: strength, start });
        start = model;
        for (const { features, label } of held) {
          logs.push(logLikelihood(model, features, label));
          hits.push(classify(model, features) === label ? 1 : 0);
        }
        // the engine has others to answer
        await setImmediate();
      }
    }
  }
  return tests;
}

/** By how much one list of log-likelihoods of the same labels exceeds another, on average. */
function pairedGain(
  own: readonly number[],
  others: readonly number[],
): { readonly gain: number; readonly standardError: number } {
  const gains = own.map((log, i) => log - others[i]!);
  const gain = mean(gains);
  const squares = gains.reduce((sum, one) => sum + (one - gain) ** 2, 0);
  const standardError = Math.sqrt(squares / Math.max(1, gains.length - 1) / gains.length);
  return { gain, standardError };
}

/**
 * The weight of each row beside labels of weight 1: IMP (arXiv 2410.21526), how likely its
 * label is to a classifier of the human labels over how likely it is to one of the rows. A row that
 * the labels contradict counts little, and so does one of which there are many.
 * @param C the inverse of the penalty's strength
 */
function importanceWeights({ labels, rows, classes, byRows }: Data, C: number): number[] {
  const byLabels = regress(labels, classes, { C });
  const known = new Set(labels.map(({ label }) => label));
  return rows.map(({ features, label }, i) => {
    // labels of other classes say nothing about this one
    if (!known.has(label)) return 1;
    const ratio = Math.exp(logLikelihood(byLabels, features, label) - byRows[i]!);
    return Math.min(ratio, LARGEST_WEIGHT);
  });
}

/** The rows that are not contradicted by both the teacher and a regression of these labels. */
export function passing(
  rows: readonly FeaturedRow[],
  labels: readonly Featured[],
  classes: number,
): readonly FeaturedRow[] {
  if (rows.every(({ teacher }) => teacher === undefined)) return rows;
  const model = regress(labels, classes, { C: MIDDLE_STRENGTH });
  const known = new Set(labels.map(({ label }) => label));
  return rows.filter(
    ({ features, label, teacher }) =>
      teacher === label || !known.has(label) || classify(model, features) === label,
  );
}

/** The regression of one of the ways on all labels and rows, at its own best penalty. */
export function regressUse(
  { use, rowWeight, strength }: TriedUse,
  labels: readonly Featured[],
  rows: readonly FeaturedRow[],
  classes: number,
): LinearClassifier {
  const way = WAYS.find((one) => one.use === use && one.rowWeight === rowWeight)!;
  const data = { labels, rows, classes, byRows: likelihoodsByRows(rows, classes) };
  return way.fit(data, { C: strength, start: undefined });
}

/**
 * The weights of all rows beside all labels, for the student that is trained.
 * @param strength the inverse of the penalty's strength, of the regression of the labels
 * @returns one for each row, from 0 to 2
 */
export function weightsOfRows(
  labels: readonly Featured[],
  rows: readonly FeaturedRow[],
  classes: number,
  strength = MIDDLE_STRENGTH,
): number[] {
  const byRows = likelihoodsByRows(rows, classes);
  return importanceWeights({ labels, rows, classes, byRows }, strength);
}

/** How likely a classifier of the rows finds the label of each: its logarithm. */
function likelihoodsByRows(rows: readonly FeaturedRow[], classes: number): number[] {
  const model = regress(rows, classes, { C: MIDDLE_STRENGTH });
  return rows.map(({ features, label }) => logLikelihood(model, features, label));
}

interface Folds {
  readonly count: number;
  readonly foldOf: readonly (number | null)[];
}

/** A fold for each label; null for a label's only example, which is always learned from. */
export function foldsOf(
  labels: readonly Featured[],
  classes: number,
  stream: readonly (string | number)[],
): Folds | null {
  const sizes = Array.from(
    { length: classes },
    (_, c) => labels.filter(({ label }) => label === c).length,
  );
  const largest = Math.max(...sizes);
  if (largest < 2) return null;
  const count = Math.min(FOLDS, largest);
  const foldOf = stratifiedFolds(
    labels.map(({ label }) => label),
    count,
    stream,
  );
  return {
    count,
    foldOf: foldOf.map((fold, i) => (sizes[labels[i]!.label]! > 1 ? fold : null)),
  };
}

const indexOfMost = (values: readonly number[]) => values.indexOf(Math.max(...values));
