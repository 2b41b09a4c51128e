import { expect, it } from 'vitest';
import type { Figure } from '../../../electron/contract/figure.ts';
import { type Entity, entityMeasures } from '../../../electron/engine/measures/entityMeasures.ts';
import { mean } from '../../../electron/engine/measures/mean.ts';
import reference from '../../fixtures/measures/entityReference.json' with { type: 'json' };

/** One text for each type, with the counted names `name 0`, `name 1` and so on. */
const textsOf = (countsByType: readonly (readonly number[])[]): Entity[][] =>
  countsByType.map((counts, type) =>
    counts.flatMap((count, name) =>
      Array.from({ length: count }, () => ({ type: `type ${type}`, surface: `name ${name}` })),
    ),
  );

const person = (...names: readonly string[]) =>
  names.map((surface) => ({ type: 'person', surface }));

function expectValue(figure: Figure | undefined, value: number): void {
  expect(figure).toHaveProperty('value');
  expect(figure && 'value' in figure && figure.value).toBeCloseTo(value, 12);
}

it('has the entropies and divergences of scipy, by type and in the mean', () => {
  const { cases } = reference;
  const gold = textsOf(cases.map((one) => one.gold));
  const rows = textsOf(cases.map((one) => one.rows));
  const { goldEntropy, recall, divergence } = entityMeasures(gold, rows);
  cases.forEach((one, type) => {
    expectValue(goldEntropy.byType[`type ${type}`], one.entropyInBits);
    expectValue(divergence.byType[`type ${type}`], one.divergence);
    expectValue(recall.byType[`type ${type}`]?.unique, one.uniqueRecall);
    expectValue(recall.byType[`type ${type}`]?.weighted, one.weightedRecall);
  });
  expectValue(goldEntropy.mean, mean(cases.map((one) => one.entropyInBits)));
  expectValue(divergence.mean, mean(cases.map((one) => one.divergence)));
});

it('counts recall over all types together', () => {
  const gold = [person('Ada', 'Ada', 'Ada', 'Bo'), [{ type: 'place', surface: 'Rome' }]];
  // a name of another type or in another case is another entity
  const rows = [person('Ada', 'Rome', 'bo')];
  const { recall } = entityMeasures(gold, rows);
  expectValue(recall.unique, 1 / 3);
  expectValue(recall.weighted, 3 / 5);
});

it('calls equal entities no distance apart, and one repeated name no entropy', () => {
  const texts = [person('Ada', 'Ada', 'Bo')];
  expectValue(entityMeasures(texts, texts).divergence.mean, 0);
  expectValue(entityMeasures(texts, [person('Ada', 'Ada')]).entropy.mean, 0);
});

it('says why a figure is not defined', () => {
  const gold = [person('Ada')];
  const noGold = entityMeasures([[], []], gold);
  expect(noGold.goldEntropy).toEqual({
    byType: {},
    mean: { undefinedBecause: 'the texts have no entity' },
  });
  expect(noGold.recall).toEqual({
    byType: {},
    unique: { undefinedBecause: 'gold has no entity' },
    weighted: { undefinedBecause: 'gold has no entity' },
  });
  expect(noGold.divergence.mean).toEqual({ undefinedBecause: 'gold has no entity' });
  expect(entityMeasures(gold, []).divergence).toEqual({
    byType: { person: { undefinedBecause: 'the rows have no entity of this type' } },
    mean: { undefinedBecause: 'the rows have no entity of a type that gold has' },
  });
});
