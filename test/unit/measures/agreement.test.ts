import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import type { Figure } from '../../../electron/contract/figure.ts';
import { cohenKappa } from '../../../electron/engine/measures/cohenKappa.ts';
import { fleissKappa } from '../../../electron/engine/measures/fleissKappa.ts';
import { gwetAC1 } from '../../../electron/engine/measures/gwetAC1.ts';
import { krippendorffAlpha } from '../../../electron/engine/measures/krippendorffAlpha.ts';
import { studentT975 } from '../../../electron/engine/measures/studentT975.ts';
import { randomStream } from '../../../models/randomStream.ts';

interface Coefficient {
  readonly value: number;
  readonly ci95: readonly [number, number];
}

interface Case {
  readonly name: string;
  readonly categories: readonly string[];
  readonly items: readonly (readonly (string | null)[])[];
  readonly fleiss: Coefficient;
  readonly gwet: Coefficient;
  readonly krippendorff: Coefficient;
  readonly cohen?: Coefficient;
}

interface Reference {
  readonly cases: readonly Case[];
  readonly studentT975: readonly (readonly [number, number])[];
}

type Items = readonly (readonly (string | undefined)[])[];

const file = new URL('../../fixtures/measures/agreementReference.json', import.meta.url);
const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference;

const given = ({ items }: Case): Items => items.map((item) => item.map((one) => one ?? undefined));
const cohenOf = (items: Items) =>
  cohenKappa(
    items.map(([first]) => first),
    items.map(([, second]) => second),
  );

function expectNear(figure: Figure, { value, ci95: [low, high] }: Coefficient): void {
  if (!('value' in figure)) throw new Error(figure.undefinedBecause);
  expect(Math.abs(figure.value - value)).toBeLessThan(1e-9);
  // the packages let an interval end below -1, and statsmodels above 1; the t quantiles of SciPy, which
  // irrCAC multiplies by, are off by up to 7e-9
  expect(Math.abs(figure.ci95![0] - Math.max(-1, low))).toBeLessThan(1e-8);
  expect(Math.abs(figure.ci95![1] - Math.min(1, high))).toBeLessThan(1e-8);
}

describe.each(reference.cases)('$name', (one) => {
  it("has irrCAC's Fleiss' kappa and interval", () => {
    expectNear(fleissKappa(given(one)), one.fleiss);
  });

  it("has irrCAC's AC1 and interval", () => {
    expectNear(gwetAC1(given(one), one.categories), one.gwet);
  });

  it("has krippendorff's alpha, and irrCAC's interval", () => {
    expectNear(krippendorffAlpha(given(one)), one.krippendorff);
  });
});

test.each(reference.cases.filter(({ cohen }) => cohen))(
  "Cohen's kappa is scikit-learn's, its interval statsmodels': $name",
  (one) => expectNear(cohenOf(given(one)), one.cohen!),
);

test.each(reference.studentT975)("Student's t with %i degrees of freedom", (freedom, quantile) => {
  expect(Math.abs(studentT975(freedom) - quantile)).toBeLessThan(1e-12);
});

const all: readonly [string, (items: Items) => Figure][] = [
  ['Cohen', cohenOf],
  ['Fleiss', fleissKappa],
  ['AC1', (items) => gwetAC1(items, ['a', 'b'])],
  ['Krippendorff', krippendorffAlpha],
];

describe.each(all)('%s', (name, coefficient) => {
  it('is not defined for one category, for one rater or without items', () => {
    const one = { undefinedBecause: 'all ratings are of one category' };
    expect(
      coefficient([
        ['a', 'a'],
        ['a', 'a'],
      ]),
    ).toEqual(one);
    for (const items of [[], [['a'], ['b']], [['a', undefined], [undefined, 'b'], []]]) {
      expect(coefficient(items)).toEqual({
        undefinedBecause: expect.stringMatching(/^no item (has two|was rated by both)/),
      });
    }
  });

  it('is 1 in perfect agreement, with no interval that claims certainty', () => {
    const figure = coefficient(Array.from({ length: 30 }, (_, i) => Array(2).fill('ab'[i % 2])));
    expect(figure).toEqual({ value: expect.closeTo(1, 12) });
  });

  it('leaves out items that nobody rated', () => {
    const items = [
      ['a', 'a'],
      ['a', 'b'],
      ['b', 'b'],
      ['b', 'b'],
    ];
    expect(coefficient([...items, [undefined, undefined]])).toEqual(coefficient(items));
  });

  it('has an interval that covers the truth in about 95% of draws', () => {
    const draws = 1000;
    let covered = 0;
    for (let draw = 0; draw < draws; draw++) {
      const { items, kappa, ac1 } = drawnItems(100, draw);
      const figure = coefficient(items);
      const truth = name === 'AC1' ? ac1 : kappa;
      if (!('value' in figure) || !figure.ci95) throw new Error('there is no interval');
      if (figure.ci95[0] <= truth && truth <= figure.ci95[1]) covered++;
    }
    // three standard errors of a share of 1,000 draws are 0.02
    expect(covered / draws).toBeGreaterThan(0.93);
    expect(covered / draws).toBeLessThan(0.97);
  });
});

it('refuses a rating that is none of the categories', () => {
  expect(() => gwetAC1([['a', 'c']], ['a', 'b'])).toThrow(RangeError);
});

/** Two raters who each see an item's own category with probability 0.7 and else draw one. */
function drawnItems(count: number, seed: number) {
  const random = randomStream('drawn items', seed);
  const [share, seen] = [0.6, 0.7];
  const any = () => (random.uniform() < share ? 'a' : 'b');
  const items = Array.from({ length: count }, () => {
    const own = any();
    return [0, 1].map(() => (random.uniform() < seen ? own : any()));
  });
  const chance = share ** 2 + (1 - share) ** 2;
  const observed = seen ** 2 + (1 - seen ** 2) * chance;
  const spread = 2 * share * (1 - share);
  return { items, kappa: seen ** 2, ac1: (observed - spread) / (1 - spread) };
}
