import { expect, test } from 'vitest';
import { type RecipeSettings, recipes } from '../../../../../electron/contract/recipes/recipes.ts';
import { type Example, taughtRows } from '../../../../../electron/engine/steps/example.ts';

const row = (label: string, weight: number, droppedBy: Example['droppedBy'] = null): Example => ({
  text: `${label} ${weight}`,
  label,
  lineage: { generation: 'g', weight },
  droppedBy,
});
const rows = [row('a', 0.2), row('b', 0.9), row('a', 0.6), row('a', 0.8, 'lowWeight')];
const weightsBy = (settings: RecipeSettings) =>
  taughtRows({ settings, examples: rows }).map(({ weight }) => weight);

test('rows are learned by their weights, which are 1 on average among the kept rows of a label', () => {
  const weighted = recipes.sungen.schema.parse({ kind: 'sungen', rows: 20 });
  expect(weightsBy(weighted).map((weight) => weight?.toFixed(9))).toEqual([
    '0.500000000',
    '1.000000000',
    '1.500000000',
  ]);
});

test('rows that their weights chose are learned alike', () => {
  const selected = recipes.sungen.schema.parse({ kind: 'sungen', rows: 20, use: 'selected' });
  expect(weightsBy(selected)).toEqual([undefined, undefined, undefined]);
});
