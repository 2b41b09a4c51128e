import {
  chooseStrength,
  classify,
  fitLogisticRegression,
  type LinearClassifier,
  scoresOf,
  stratifiedFolds,
} from '../../../models/student/logisticRegression.ts';
import type { Figure } from '../../contract/figure.ts';
import type { MeasureLine, MissingRows, Worklist } from '../../contract/measures.ts';
import { type LabelErrors, labelErrors } from '../measures/labelErrors.ts';
import { probabilities } from '../measures/probabilities.ts';
import { wilsonInterval } from '../measures/score.ts';
import type { MeasuredText } from './measureInputs.ts';
import { type EmbeddedSet, vectorPanel } from './panelDefinition.ts';
import { BY_TEACHER, type Rating } from './readRatings.ts';

/** Four fifths of the labels teach the oracle, and one fifth measures it (SynthesizRR App. K). */
const FOLDS = 5;
const LEAST_LABELS = 20;
const LEAST_ROWS = 10;

const words = {
  title: 'Labels of the rows',
  tells:
    'How often a classifier of your labels gives a row the label that its prompt asked for, beside how often it is ' +
    'right about labels that it has not seen: rows far below that line have wrong labels.',
  doesNotTell:
    'Whether a single row is wrong: the classifier errs too, most of all on rows unlike your labels.',
  whatToDo: 'Review the probable label errors: relabel, or reject.',
  columns: [
    { title: 'as the oracle says', unit: 'percent', atAGlance: 'labels right, says the oracle' },
    { title: 'as the teacher says', unit: 'percent' },
    { title: 'probable label errors', unit: 'count', atAGlance: 'probable label errors' },
  ],
  version: 1,
} as const;

/**
 * Label preservation (SynthesizRR section 5 and App. K), with a regression on the frozen encoder as the
 * oracle in the place of the paper's DeBERTa; and label errors by confident learning (Northcutt et al. 2021).
 */
export const labelsPanel = vectorPanel(
  words,
  ['rows', 'gold', 'labels', 'ratings'],
  ({ rows, gold, labels, ratings, encoder }) => {
    const oracle = oracleOf(gold, labels);
    const checked = rows.map((set) => ({ set, errors: errorsIn(set, gold, labels) }));
    return {
      madeWith:
        `The oracle is a logistic regression on ${encoder} that learned 80% of your labels; its own line is measured ` +
        'on the other 20%. The teacher is calibrated on the rows. Label errors are those of confident learning ' +
        '(prune by noise rate) on regressions of your labels and four fifths of the rows, for the other fifth.',
      lines: [
        goldLine(oracle),
        ...checked.flatMap(({ set, errors }) => linesOf(set, errors, { oracle, labels, ratings })),
      ],
      missing: rows.flatMap((set) => shortLabels(set, labels)),
      worklists: checked.flatMap(({ set, errors }) => worklistOf(set, errors)),
    };
  },
);

/** A label with fewer rows than this share of the even number is short of them. */
const SHORT = 0.5;

/** Labels that have few rows beside the others. */
function shortLabels({ title, texts }: EmbeddedSet, labels: readonly string[]): MissingRows[] {
  const even = texts.length / labels.length;
  const counts = labels.map((label) => ({
    label,
    n: texts.filter((text) => text.label === label).length,
  }));
  const short = counts.filter(({ n }) => n < SHORT * even).map(({ label, n }) => `${label} (${n})`);
  if (short.length === 0) return [];
  const what = `${title}: fewer than half as many rows as an even share has ${short.join(', ')}.`;
  return [{ what, page: 'run', action: 'Write more rows' }];
}

/** A regression of labels, and how it does on labels that it has not seen. */
interface Oracle {
  readonly model: LinearClassifier;
  readonly right: number;
  readonly n: number;
}

function oracleOf(gold: EmbeddedSet, labels: readonly string[]): Oracle | string {
  if (labels.length === 0) return 'questions have no labels';
  if (gold.texts.length < LEAST_LABELS) return `there are fewer than ${LEAST_LABELS} labels`;
  const classes = classesOf(gold.texts, labels);
  if (new Set(classes).size < 2) return 'all your labels are the same';
  const foldOf = stratifiedFolds(classes, FOLDS, ['oracle']);
  const part = <Item>(items: readonly Item[], isHeldOut: boolean) =>
    items.filter((_, i) => (foldOf[i] === 0) === isHeldOut);
  const model = regression(part(gold.features, false), part(classes, false), labels.length);
  const [features, wanted] = [part(gold.features, true), part(classes, true)];
  const right = features.filter((row, i) => classify(model, row) === wanted[i]).length;
  return { model, right, n: features.length };
}

function regression(
  features: readonly Float32Array[],
  classes: readonly number[],
  count: number,
): LinearClassifier {
  const C = chooseStrength(features, classes, count, ['measure']);
  return fitLogisticRegression(features, classes, count, { C });
}

const classesOf = (texts: readonly MeasuredText[], labels: readonly string[]) =>
  texts.map(({ label }) => labels.indexOf(label));

const shareOf = (right: number, n: number): Figure => ({
  value: right / n,
  ci95: wilsonInterval(right, n),
});

function goldLine(oracle: Oracle | string): MeasureLine {
  const title = 'your labels, held out';
  const because = 'they are your own';
  const others = [{ undefinedBecause: because }, { undefinedBecause: because }];
  return typeof oracle === 'string'
    ? { title, n: 0, figures: [{ undefinedBecause: oracle }, ...others] }
    : { title, n: oracle.n, figures: [shareOf(oracle.right, oracle.n), ...others] };
}

interface Judges {
  readonly oracle: Oracle | string;
  readonly labels: readonly string[];
  readonly ratings: readonly Rating[];
}

/** A recipe's rows, then by label, then by round if there are several. */
function linesOf(set: EmbeddedSet, errors: LabelErrors, judges: Judges): MeasureLine[] {
  const wrong = new Set('errors' in errors ? errors.errors.map(({ item }) => item) : []);
  const line = (title: string, places: readonly number[]): MeasureLine => ({
    title,
    n: places.length,
    figures: [
      byOracle(set, places, judges),
      byTeacher(set, places, judges),
      'undefinedBecause' in errors
        ? errors
        : { value: places.filter((place) => wrong.has(place)).length },
    ],
  });
  const places = set.texts.map((_, i) => i);
  const groupsBy = (name: 'label' | 'round') => [
    ...Map.groupBy(places, (place) => set.texts[place]![name]),
  ];
  const rounds = groupsBy('round');
  return [
    line(set.title, places),
    // an answer to a question is no label
    ...(judges.labels.length === 0 ? [] : groupsBy('label')).map(([label, own]) =>
      line(`${set.title}, ${label}`, own),
    ),
    ...(rounds.length < 2
      ? []
      : rounds.map(([round, own]) =>
          line(`${set.title}, ${round === 0 ? 'seed set' : `round ${round}`}`, own),
        )),
  ];
}

function byOracle(set: EmbeddedSet, places: readonly number[], { oracle, labels }: Judges): Figure {
  if (typeof oracle === 'string') return { undefinedBecause: oracle };
  const right = places.filter(
    (place) => labels[classify(oracle.model, set.features[place]!)] === set.texts[place]!.label,
  );
  return shareOf(right.length, places.length);
}

function byTeacher({ texts }: EmbeddedSet, places: readonly number[], { ratings }: Judges): Figure {
  const said = new Map(
    ratings.flatMap(({ row, rater, label }) => (rater === BY_TEACHER ? [[row, label]] : [])),
  );
  const judged = places.filter((place) => said.has(texts[place]!.row!));
  if (judged.length === 0)
    return { undefinedBecause: 'the teacher was not asked about these rows' };
  const right = judged.filter((place) => said.get(texts[place]!.row!) === texts[place]!.label);
  return shareOf(right.length, judged.length);
}

/** Rows whose label is probably wrong, by regressions that did not see them. */
function errorsIn(set: EmbeddedSet, gold: EmbeddedSet, labels: readonly string[]): LabelErrors {
  if (labels.length === 0) return { undefinedBecause: 'questions have no labels' };
  if (set.texts.length < LEAST_ROWS) {
    return { undefinedBecause: `there are fewer than ${LEAST_ROWS} rows` };
  }
  const classes = classesOf(set.texts, labels);
  const ofGold = classesOf(gold.texts, labels);
  if (new Set([...classes, ...ofGold]).size < 2) {
    return { undefinedBecause: 'all rows and labels have the same label' };
  }
  const foldOf = stratifiedFolds(classes, FOLDS, ['label errors']);
  const C = chooseStrength(set.features, classes, labels.length, ['label errors']);
  const heldOut: number[][] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const seen = classes.flatMap((_, i) => (foldOf[i] === fold ? [] : [i]));
    const model = fitLogisticRegression(
      [...gold.features, ...seen.map((i) => set.features[i]!)],
      [...ofGold, ...seen.map((i) => classes[i]!)],
      labels.length,
      { C },
    );
    for (const [i, own] of foldOf.entries()) {
      if (own === fold) heldOut[i] = probabilities(scoresOf(model, set.features[i]!));
    }
  }
  return labelErrors(classes, heldOut);
}

function worklistOf(set: EmbeddedSet, errors: LabelErrors): Worklist[] {
  if ('undefinedBecause' in errors) return [];
  const rows = errors.errors.flatMap(({ item }) => set.texts[item]!.row ?? []);
  if (rows.length === 0) return [];
  const advice = 'Regressions that did not see them find another label likelier, the surest first.';
  return [{ title: `${set.title}: probable label errors`, advice, rows }];
}
