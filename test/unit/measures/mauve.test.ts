import { expect, it } from 'vitest';
import type { Figure } from '../../../electron/contract/figure.ts';
import { divergenceArea, MAUVE_SETTINGS, mauve } from '../../../electron/engine/measures/mauve.ts';
import { mean } from '../../../electron/engine/measures/mean.ts';
import { nearestClusters } from '../../../electron/engine/measures/nearestClusters.ts';
import { ofLengthOne } from '../../../electron/engine/measures/ofLengthOne.ts';
import { principalComponents } from '../../../electron/engine/measures/principalComponents.ts';
import { randomStream } from '../../../models/randomStream.ts';
import reference from '../../fixtures/measures/mauveReference.json' with { type: 'json' };

const vectorsOf = (rows: readonly (readonly number[])[]) =>
  rows.map((row) => Float32Array.from(row));

const numberOf = (figure: Figure) => {
  if ('undefinedBecause' in figure) throw new Error(figure.undefinedBecause);
  return figure.value;
};

function cloud(n: number, width: number, name: string, shift = 0): Float32Array[] {
  const random = randomStream(name);
  return Array.from({ length: n }, () =>
    Float32Array.from({ length: width }, () => random.normal() + shift),
  );
}

it('reduces vectors to the same components as scikit-learn', () => {
  const { p, q, reduced } = reference.cloud;
  const ours = principalComponents(vectorsOf([...q, ...p]).map(ofLengthOne), 0.9)!;
  expect(ours[0]).toHaveLength(reduced[0]!.length);
  reduced[0]!.forEach((_, component) => {
    const sign = Math.sign(ours[0]![component]! * reduced[0]![component]!);
    const error = reduced.map((row, i) => Math.abs(row[component]! - sign * ours[i]![component]!));
    expect(Math.max(...error)).toBeLessThan(1e-6);
  });
});

it('tells short vectors from equal ones', () => {
  const vectors = cloud(9, 3, 'short');
  const scaled = (factor: number) => vectors.map((vector) => vector.map((x) => x * factor));
  expect(principalComponents(scaled(1e-9), 0.9)![0]).toHaveLength(
    principalComponents(vectors, 0.9)![0]!.length,
  );
  // the same text, but for the last bits
  expect(
    principalComponents(
      vectors.map((_, i) => Float32Array.of(1 + i * 1e-8, 2)),
      0.9,
    ),
  ).toBe(undefined);
});

it('has the area of mauve-text for the same histograms', () => {
  const shares = (counts: readonly number[]) => {
    const sum = counts.reduce((a, b) => a + b, 0);
    return Float64Array.from(counts, (count) => count / sum);
  };
  for (const { p, q, areas } of reference.histograms) {
    for (const { scaling, area } of areas) {
      expect(Math.abs(divergenceArea(shares(p), shares(q), scaling) - area)).toBeLessThan(1e-9);
    }
  }
});

it.each(reference.separated)(
  'equals mauve-text on separate groups, with scaling $scaling and $cells cells',
  ({ p, q, scaling, cells, mauve: expected }) => {
    const settings = cells === null ? { scaling } : { scaling, cells };
    for (const seed of [1, 2, 3]) {
      const figure = mauve(vectorsOf(p), vectorsOf(q), settings, seed);
      expect(Math.abs(numberOf(figure) - expected)).toBeLessThan(1e-6);
    }
  },
);

it('lies among the scores of mauve-text where groups overlap, and is the same for the same seed', () => {
  const [p, q] = [vectorsOf(reference.overlapping.p), vectorsOf(reference.overlapping.q)];
  for (const { scaling, cells, bySeed } of reference.overlapping.mauve) {
    const ours = bySeed.map((_, seed) => numberOf(mauve(p, q, { scaling, cells }, seed)));
    const spread = Math.sqrt(mean(bySeed.map((value) => (value - mean(bySeed)) ** 2)));
    expect(Math.abs(mean(ours) - mean(bySeed))).toBeLessThan(spread);
    expect(numberOf(mauve(p, q, { scaling, cells }, 0))).toBe(ours[0]);
  }
});

it('scores the same texts 1, and texts that share no group 0.5 with scaling 1', () => {
  const texts = cloud(60, 8, 'same');
  expect(numberOf(mauve(texts, texts, MAUVE_SETTINGS.synthesizrr, 1))).toBeCloseTo(1, 9);
  expect(numberOf(mauve(texts, texts, MAUVE_SETTINGS.package, 1))).toBeCloseTo(1, 9);
  const far = cloud(60, 8, 'far').map((vector) => vector.map((value, i) => (i ? value : 500)));
  expect(numberOf(mauve(texts, far, MAUVE_SETTINGS.synthesizrr, 1))).toBeCloseTo(0.5, 9);
});

it('takes as many cells as the package: a tenth of the texts, halves rounded to even', () => {
  // two texts a side at least, and 25 texts make two cells, not three
  for (const [texts, cells] of [
    [2, 2],
    [25, 2],
    [35, 4],
    [46, 5],
  ] as const) {
    const [gold, rows] = [cloud(texts, 4, 'gold'), cloud(texts, 4, 'rows', 0.3)];
    expect(mauve(gold, rows, { scaling: 5 }, 1)).toEqual(
      mauve(gold, rows, { scaling: 5, cells }, 1),
    );
  }
});

it('says why it is not defined', () => {
  const [some, few] = [cloud(40, 4, 'some'), cloud(12, 4, 'few')];
  const broken = some.map((vector, i) => (i === 7 ? vector.map(() => Number.NaN) : vector));
  const one = some.map(() => some[0]!);
  const why = (gold: readonly Float32Array[], rows: readonly Float32Array[]) =>
    mauve(gold, rows, MAUVE_SETTINGS.synthesizrr, 1);
  expect(why(some, few)).toEqual({
    undefinedBecause: 'it compares 30 groups of texts, and one side has 12 texts only',
  });
  expect(why(some, [])).toHaveProperty('undefinedBecause');
  expect(why(some, broken)).toHaveProperty(
    'undefinedBecause',
    'a text has a vector with a value that is not a number',
  );
  expect(why(one, one)).toHaveProperty('undefinedBecause', 'all texts have the same vector');
});

it('groups points that differ less often than there are clusters', () => {
  const points = [...Array(9).keys()].map((i) => Float32Array.of(i % 3, 1));
  const clusters = nearestClusters(points, 5, 1);
  expect(new Set(clusters).size).toBe(3);
  points.forEach((point, i) => {
    expect(clusters[i]).toBe(clusters[point[0]!]);
  });
});
