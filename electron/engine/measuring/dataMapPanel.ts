import { LINEAR_EPOCHS, linearDynamics } from '../../../models/student/linearDynamics.ts';
import type { ExampleDynamics } from '../../../models/student/student.ts';
import type { Figure } from '../../contract/figure.ts';
import type { MapPoints, MeasureLine, Worklist } from '../../contract/measures.ts';
import { mean } from '../measures/mean.ts';
import { dataMapFilter } from '../training/dataMapFilter.ts';
import { mapPlace } from './mapPlace.ts';
import { type EmbeddedSet, vectorPanel } from './panelDefinition.ts';

/** SynthesizRR leaves out this share of its rows (App. C). */
const FILTERED = 0.17;
/** A row is hard to learn if the head is right about it in at most this share of the epochs. */
const HARD = 0.2;
/** Swayamdipta et al. 2020 call the third of highest variability ambiguous. */
const AMBIGUOUS = 1 / 3;
const LEAST_ROWS = 10;

const words = {
  title: 'Data map',
  tells:
    'How a small classifier learns each row while it is trained on the rows: at once (high confidence), back and ' +
    'forth (high variability, the rows that teach most), or never (low confidence, often a wrong label).',
  doesNotTell:
    'Whether a row is right. A row that is easy may only be like many others, and a hard one may be rare and true.',
  whatToDo: 'Read the rows that are hard to learn: relabel or reject what is wrong.',
  columns: [
    { title: 'confidence', unit: 'number' },
    { title: 'variability', unit: 'number' },
    { title: 'correctness', unit: 'percent' },
    { title: 'hard to learn', unit: 'count', atAGlance: 'hard to learn' },
    { title: `left out by the ${100 * FILTERED}% filter`, unit: 'count' },
  ],
  version: 1,
} as const;

/** Training dynamics of rows (Swayamdipta et al. 2020; SynthesizRR App. C), on the frozen encoder. */
export const dataMapPanel = vectorPanel(words, ['rows', 'labels'], ({ rows, labels, encoder }) => {
  const madeWith =
    `A softmax head on ${encoder}, ${LINEAR_EPOCHS} epochs of the rows of one recipe, seed 0. Confidence and ` +
    'variability are the mean and the standard deviation of the probability of the label over the epochs; ' +
    'correctness is the share of epochs in which the label is the likeliest.';
  const drawn = rows.map((set) => ({ set, result: dynamicsOf(set, labels) }));
  const known = drawn.flatMap(({ set, result }) =>
    Array.isArray(result) ? [{ set, dynamics: result }] : [],
  );
  return {
    madeWith,
    lines: drawn.map(({ set, result }) => lineOf(set, result)),
    notes: known.map(({ set, dynamics }) => filterNote(set, dynamics)),
    worklists: known.flatMap(({ set, dynamics }) => hardRows(set, dynamics)),
    ...(known.length > 0 ? { map: mapOf(known) } : {}),
  };
});

/** The dynamics of a set's rows, or why they are not defined. */
function dynamicsOf(
  set: EmbeddedSet,
  labels: readonly string[],
): readonly ExampleDynamics[] | string {
  if (labels.length === 0) return 'questions have no labels to be learned';
  if (set.texts.length < LEAST_ROWS) return `there are fewer than ${LEAST_ROWS} rows`;
  const classes = set.texts.map(({ label }) => labels.indexOf(label));
  if (new Set(classes).size < 2) return 'all rows have the same label';
  return linearDynamics(set.features, classes, labels.length, [0]);
}

function lineOf(set: EmbeddedSet, result: readonly ExampleDynamics[] | string): MeasureLine {
  const { title, texts } = set;
  if (typeof result === 'string') {
    const figures = words.columns.map((): Figure => ({ undefinedBecause: result }));
    return { title, n: texts.length, figures };
  }
  const meanOf = (name: keyof ExampleDynamics) => ({ value: mean(result.map((one) => one[name])) });
  return {
    title,
    n: texts.length,
    figures: [
      meanOf('confidence'),
      meanOf('variability'),
      meanOf('correctness'),
      { value: result.filter(isHard).length },
      { value: texts.length - keptByFilter(set, result).length },
    ],
  };
}

const isHard = ({ correctness }: ExampleDynamics) => correctness <= HARD;

function keptByFilter({ texts }: EmbeddedSet, dynamics: readonly ExampleDynamics[]) {
  return dataMapFilter(texts, dynamics, { filter: 'variability', share: FILTERED });
}

/** What SynthesizRR's filter would leave out, by label. */
function filterNote(set: EmbeddedSet, dynamics: readonly ExampleDynamics[]): string {
  const kept = new Set(keptByFilter(set, dynamics));
  const out = Map.groupBy(
    set.texts.filter((text) => !kept.has(text)),
    ({ label }) => label,
  );
  const counts = [...out].map(([label, texts]) => `${texts.length} of ${label}`).join(', ');
  return (
    `${set.title}: SynthesizRR's filter leaves out the ${100 * FILTERED}% of lowest variability, here ` +
    `${counts || 'none'}. The setting dataMap of an experiment measures what a student gains from it.`
  );
}

function hardRows(set: EmbeddedSet, dynamics: readonly ExampleDynamics[]): Worklist[] {
  const rows = set.texts
    .flatMap(({ row }, i) => (row !== null && isHard(dynamics[i]!) ? [{ row, at: i }] : []))
    .sort((a, b) => dynamics[a.at]!.confidence - dynamics[b.at]!.confidence)
    .map(({ row }) => row);
  if (rows.length === 0) return [];
  return [
    {
      title: `${set.title}: hard to learn`,
      advice: `The head is wrong about these in at least ${100 * (1 - HARD)}% of the epochs. Many have a wrong label.`,
      rows,
    },
  ];
}

/** Rows by confidence and variability, in three regions as in Swayamdipta et al. 2020, figure 1. */
function mapOf(
  known: readonly { readonly set: EmbeddedSet; readonly dynamics: readonly ExampleDynamics[] }[],
): MapPoints {
  const points = known.flatMap(({ set, dynamics }) => {
    const bound = dynamics.map(({ variability }) => variability).sort((a, b) => b - a)[
      Math.floor(AMBIGUOUS * (dynamics.length - 1))
    ]!;
    return dynamics.map((one, i) => ({ ...one, row: set.texts[i]!.row, bound }));
  });
  const region = (point: (typeof points)[number]) => {
    if (isHard(point)) return 2;
    return point.variability >= point.bound ? 1 : 0;
  };
  return {
    axes: ['variability', 'confidence'],
    groups: ['easy to learn', 'ambiguous', 'hard to learn'],
    group: points.map(region),
    x: points.map(({ variability }) => mapPlace(variability)),
    y: points.map(({ confidence }) => mapPlace(confidence)),
    row: points.map(({ row }) => row),
  };
}
