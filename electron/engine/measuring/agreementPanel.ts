import type { Figure } from '../../contract/figure.ts';
import type { MeasureLine } from '../../contract/measures.ts';
import { cohenKappa } from '../measures/cohenKappa.ts';
import { fleissKappa } from '../measures/fleissKappa.ts';
import { gwetAC1 } from '../measures/gwetAC1.ts';
import { krippendorffAlpha } from '../measures/krippendorffAlpha.ts';
import { wilsonInterval } from '../measures/score.ts';
import { textPanel } from './panelDefinition.ts';
import { BLIND, BY_LABELS, BY_TEACHER, type Rating } from './readRatings.ts';

/** Fewer rows that two have rated say nothing. */
const LEAST_SHARED = 2;

const words = {
  title: 'Agreement',
  tells:
    'How often two who labelled the same rows gave the same label, and by how much that is more than chance: kappa, ' +
    'alpha and AC1 are 1 if they always agree and 0 if they agree as often as chance would.',
  doesNotTell:
    'Who is right. People who saw a row’s label before they accepted it agree with the row more than they would ' +
    'otherwise; an audit is blind. With one frequent label kappa is low although all agree: read AC1 then.',
  whatToDo:
    'Below 0.6, read together what you disagree about, and write the rule into the guidelines of Review.',
  columns: [
    { title: 'same label', unit: 'percent' },
    { title: "kappa (Cohen's, of several Fleiss')", unit: 'number' },
    { title: "Krippendorff's alpha", unit: 'number' },
    { title: "Gwet's AC1", unit: 'number' },
  ],
  version: 2,
} as const;

/** Agreement of reviewers, of audits, and of the judges of the label gate, by pairs and of all people. */
export const agreementPanel = textPanel(words, ['ratings', 'labels'], ({ ratings, labels }) => {
  const raters = [...new Set(ratings.map(({ rater }) => rater))];
  // a person's audit is not a further person
  const judges = [BY_LABELS, BY_TEACHER];
  const people = raters.filter((rater) => !judges.includes(rater) && !rater.endsWith(BLIND));
  const pairs = raters.flatMap((first, i) =>
    raters.slice(i + 1).map((second) => [first, second] as const),
  );
  const lines = pairs
    .map((pair) => lineOf(pair, ratings, labels))
    .filter(({ n }) => n >= LEAST_SHARED);
  return {
    madeWith:
      'The last label of each rater of a row. 95% intervals: Wilson’s of the share; of kappa, alpha and AC1 from ' +
      'their large-sample variances.',
    lines: people.length > 2 ? [...lines, lineOf(people, ratings, labels)] : lines,
    notes:
      lines.length > 0
        ? []
        : [
            'Nobody has labelled the same rows yet: review rows, or audit a sample, and measure again.',
          ],
  };
});

/** @param raters two, or all people */
function lineOf(
  raters: readonly string[],
  ratings: readonly Rating[],
  labels: readonly string[],
): MeasureLine {
  const byRow = Map.groupBy(
    ratings.filter(({ rater }) => raters.includes(rater)),
    ({ row }) => row,
  );
  const items = [...byRow.values()]
    .map((given) => raters.map((rater) => given.find((one) => one.rater === rater)?.label))
    .filter((given) => given.filter((label) => label !== undefined).length >= 2);
  const isPair = raters.length === 2;
  return {
    title: isPair ? raters.join(' and ') : 'all people',
    ...(isPair ? { raters } : {}),
    n: items.length,
    figures: [
      isPair ? sameLabel(items) : { undefinedBecause: 'it is a share of pairs' },
      isPair
        ? cohenKappa(
            items.map(([a]) => a),
            items.map(([, b]) => b),
          )
        : fleissKappa(items),
      krippendorffAlpha(items),
      labels.length < 2 ? { undefinedBecause: whyNoChance(labels) } : gwetAC1(items, labels),
    ],
  };
}

/** Why AC1, which compares with chance, is not defined. */
const whyNoChance = (labels: readonly string[]) =>
  labels.length === 0 ? 'questions have no labels' : 'the task has one label';

function sameLabel(items: readonly (readonly (string | undefined)[])[]): Figure {
  if (items.length === 0) return { undefinedBecause: 'no row was rated by both' };
  const same = items.filter(([a, b]) => a === b).length;
  return { value: same / items.length, ci95: wilsonInterval(same, items.length) };
}
